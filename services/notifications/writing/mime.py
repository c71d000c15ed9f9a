"""A letter as a mail: text and HTML of the same content, and the calendar invitation where a time is confirmed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from email.charset import QP, Charset
from email.mime.base import MIMEBase
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.policy import Compat32
from email.utils import format_datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import Environment

from services.notifications.settings import NotificationsSettings
from services.notifications.writing.calendar import host_of, invitation, published
from services.notifications.writing.headers import addressed, is_folded, one_line, readable, words
from services.notifications.writing.model import METHODS, Facts, Letter
from services.notifications.writing.preference_links import link_of
from services.notifications.writing.refusable import topic_of
from services.notifications.writing.typed import is_typed, without_typed
from services.notifications.writing.writer import Writer
from shared.app.settings import Settings
from shared.i18n import LANGUAGES, Catalogues, Times, environments
from shared.web.accent import Accent, day, night

HERE = Path(__file__).parent
SERVICE = HERE.parent


class _Plainly(Compat32):
    """The standard library's way, but what is folded already, or fits into a plain line, is written as it is.

    So is a recipient's address that is not in ASCII (RFC 6532), which stands in the head as UTF-8.
    """

    def fold_binary(self, name: str, value: Any) -> bytes:
        if isinstance(value, str) and (value.isascii() or name == "To") and is_folded(name, value):
            return f"{name}: {value}\n".replace("\n", self.linesep).encode()
        return super().fold_binary(name, value)


# The standard library's older parts: EmailMessage reads again whatever is written, and takes three times as long.
_ON_THE_WIRE = _Plainly(linesep="\r\n")
_UTF_8 = Charset("utf-8")
_UTF_8.body_encoding = QP
USUAL = "#0d5c54"  # the shell's own colour
FILES = {"REQUEST": "invite.ics", "CANCEL": "cancellation.ics", "PUBLISH": "sessions.ics"}


@dataclass(frozen=True, slots=True)
class Worded:
    """A letter in words: its subject, and the same content as text and as HTML."""

    subject: str
    text: str
    html: str


class MimeRenderer:
    """Makes mails, in every language, from templates compiled once."""

    def __init__(
        self,
        settings: Settings,
        name: Callable[[], str],
        colour: Callable[[], str | None] = lambda: None,
        phone: Callable[[], str | None] = lambda: None,
    ) -> None:
        """`name` and `colour` give the network's, `phone` the number at which a person helps, as they are then."""
        self._settings = settings
        self._name = name
        self._colour = colour
        self._phone = phone
        self._host = host_of(settings)
        times = Times(settings.zone)
        catalogues = Catalogues.load(SERVICE)
        self._writers = {language: Writer(catalogues.translations(language), times, language) for language in LANGUAGES}
        self._templates = environments(catalogues, times, HERE / "templates")
        self._texts = environments(catalogues, times, HERE / "templates", autoescape=False)

    def render(self, letter: Letter) -> bytes:
        """The whole mail as it is sent. Its Message-ID is the letter's, so that a resend is the same mail."""
        letter = _fit(letter)
        writer = self._writers[letter.language]
        worded = self._worded(letter)
        bodies = [_text(worded.text, "plain"), _text(worded.html, "html")]
        if (method := METHODS.get(letter.kind)) and letter.facts.session_id:
            invite = invitation(letter, writer, method, self._settings, self._shown_name())
            mail = _parts("mixed", letter, _with_invite(letter, bodies, invite, method))
        elif letter.kind in ("series_planned", "sessions_cancelled"):
            dates = _file(published(letter, writer, self._settings), "PUBLISH")
            mail = _parts("mixed", letter, (_parts("alternative", letter, bodies), dates))
        else:
            mail = _parts("alternative", letter, bodies)
        self._address(mail, letter, worded.subject)
        return mail.as_bytes()

    def worded(self, letter: Letter) -> Worded:
        """What a letter says, as its reader sees it."""
        return self._worded(_fit(letter))

    def _worded(self, letter: Letter) -> Worded:
        writer = self._writers[letter.language]
        content = writer.write(letter)
        if letter.about in ("contact", "leader", "coordinator") and (phone := self._phone()):
            content = replace(content, after=[*content.after, writer.helped_by(phone)])
        shown = {
            "content": content,
            "greeting": writer.greeting(letter.facts),
            "network_name": self._shown_name(),
            "language": letter.language,
            "help": None if letter.to == self._settings.coordinator_email else self._settings.coordinator_email,
            "preferences": self._preferences(letter),
            "colours": _colours(self._colour()),
        }
        return Worded(
            content.subject,
            _render(self._texts[letter.language], "letter.txt", shown),
            _render(self._templates[letter.language], "letter.html", shown),
        )

    def _address(self, mail: MIMEMultipart, letter: Letter, subject: str) -> None:
        mail.policy = _ON_THE_WIRE
        mail["Subject"] = words("Subject", subject)
        mail["From"] = addressed("From", self._shown_name(), NotificationsSettings.of(self._settings).mail_from)
        mail["To"] = letter.to
        mail["Date"] = format_datetime(letter.written_at)
        mail["Message-ID"] = f"<{letter.id}@{self._host}>"
        mail["Content-Language"] = letter.language
        mail["Auto-Submitted"] = "auto-generated"
        if letter.lane == "urgent":
            mail["Importance"] = "high"
        if link := self._preferences(letter):  # RFC 2369, and by one click RFC 8058
            mail["List-Unsubscribe"] = f"<{link}>"
            mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"

    def _preferences(self, letter: Letter) -> str | None:
        """Where its reader says that they can do without such letters, if they may."""
        topic = topic_of(letter.kind)
        return link_of(letter.to, topic, self._settings) if topic else None

    def _shown_name(self) -> str:
        return one_line(self._name())


def _fit(letter: Letter) -> Letter:
    """The letter with what people have typed made readable, and harmless where a stranger may have typed it."""
    letter = letter.model_copy(update={"facts": Facts.model_validate(readable(letter.facts.model_dump()))})
    return without_typed(letter) if is_typed(letter) else letter


@lru_cache(maxsize=8)
def _colours(colour: str | None) -> tuple[Accent, Accent]:
    """The network's colour by day and by night, fit to be read."""
    return day(colour or USUAL), night(colour or USUAL)


def _text(content: str, subtype: str) -> MIMEText:
    return MIMEText(content, subtype, _UTF_8)  # type: ignore[arg-type]  # a Charset too, as its documentation says


def _parts(subtype: str, letter: Letter, parts: Sequence[MIMEBase]) -> MIMEMultipart:
    """One of several. What divides them is the letter's own, so that nothing has to be looked through for it."""
    return MIMEMultipart(subtype, f"=_{subtype}_{letter.id}", parts)


def _with_invite(letter: Letter, bodies: list[MIMEText], invite: str, method: str) -> tuple[MIMEMultipart, MIMEText]:
    """The invitation stands beside the HTML, for programs that show it there, and is attached, for the others."""
    shown = _text(invite, "calendar")
    shown.set_param("method", method)
    return _parts("alternative", letter, [*bodies, shown]), _file(invite, method)


def _file(content: str, method: str) -> MIMEText:
    """A calendar file, attached."""
    attached = _text(content, "calendar")
    attached.set_param("method", method)
    attached.add_header("Content-Disposition", "attachment", filename=FILES[method])
    return attached


def _render(templates: Environment, name: str, shown: dict[str, object]) -> str:
    return templates.get_template(name).render(shown)
