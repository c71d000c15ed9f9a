"""What each letter says, once for its text and its HTML."""

from collections.abc import Callable, Mapping
from gettext import NullTranslations

from services.notifications.content import Content
from services.notifications.model import Facts, Kind, Letter
from services.notifications.texts_released import ReleasedTexts
from services.notifications.texts_roster import RosterTexts
from shared.fields import phone_as_read
from shared.i18n import Times
from shared.messages.contracts import Place


class Writer(RosterTexts, ReleasedTexts):
    """Writes in one language."""

    def __init__(self, translations: NullTranslations, times: Times, language: str) -> None:
        self._t = translations
        self._times = times
        self._language = language

    def write(self, letter: Letter) -> Content:
        """The letter's content."""
        write: Callable[[Writer, Facts], Content] = KINDS[letter.kind]
        return write(self, letter.facts)

    def greeting(self, facts: Facts) -> str:
        _ = self._t.gettext
        return _("Hello %(name)s,") % {"name": facts.name} if facts.name else _("Hello,")

    def received(self, facts: Facts) -> Content:
        _ = self._t.gettext
        return Content(
            subject=_("We have your request: debriefing for %(organisation)s") % {"organisation": facts.organisation}
            if facts.verified
            else _("We have your request for a debriefing"),
            paragraphs=[
                _("We are now looking for supervisors to lead the debriefing. You need not do anything."),
                _("You can follow every step on the page below; it shows at once when somebody has accepted."),
            ],
            facts=self._about(facts) + self._window(facts),
            button=(_("Follow the request"), facts.link or ""),
            after=[_("Please confirm that this e-mail address is yours. It helps those we ask.")]
            if facts.second_link
            else [],
            second=(_("This address is mine"), facts.second_link) if facts.second_link else None,
        )

    def verify_first(self, facts: Facts) -> Content:
        _ = self._t.gettext
        return Content(
            subject=_("Confirm your request, and we start at once"),
            paragraphs=[
                _("Somebody asked for an urgent debriefing for %(organisation)s with this e-mail address.")
                % {"organisation": facts.organisation},
                _("Open the page below and confirm: we start looking for supervisors that very moment."),
                _("If it was not you, you need not do anything."),
            ],
            button=(_("Confirm the request"), facts.link or ""),
        )

    def offered(self, facts: Facts) -> Content:
        _ = self._t.gettext
        rows = self._about(facts)
        if facts.slot:
            rows.append((_("First time"), self._times.span(facts.slot.start, facts.slot.end, self._language)))
        if facts.answer_by:
            rows.append((_("Answer by"), self._times.moment(facts.answer_by, self._language)))
        return Content(
            subject=_("Urgent debriefing: %(organisation)s. Can you lead it?") % {"organisation": facts.organisation},
            paragraphs=[_("A workplace needs a debriefing, and you are asked to lead it.")]
            + ([] if facts.verified else [_("The requester's e-mail address is not confirmed yet.")]),
            facts=rows,
            button=(_("See the times and answer"), facts.link or ""),
            after=[
                _("The first to accept takes it. If you can't, say so on the same page: others are then asked at once.")
            ],
            urgent=True,
        )

    def no_longer_needed(self, facts: Facts) -> Content:
        _ = self._t.gettext
        subjects = {
            "filled": _("Already filled: debriefing for %(organisation)s"),
            "released": _("Released: debriefing for %(organisation)s"),
        }
        said = {
            "filled": _("Others have taken this debriefing. Nothing more is needed from you."),
            "released": _("You don't lead this debriefing any more: another is looked for. Your time is free again."),
        }
        reason = facts.reason or ""
        withdrawn = _("The requester no longer needs the debriefing. If you had accepted it, the time is free again.")
        return Content(
            subject=subjects.get(reason, _("Withdrawn: debriefing for %(organisation)s"))
            % {"organisation": facts.organisation},
            paragraphs=[said.get(reason, withdrawn), _("Thank you for being there.")],
        )

    def confirmed_requester(self, facts: Facts) -> Content:
        _ = self._t.gettext
        leaders = [(leader.name, phone_as_read(leader.phone) or leader.email) for leader in facts.leaders]
        return Content(
            subject=_("Confirmed: debriefing on %(time)s") % {"time": self._start(facts)},
            paragraphs=[
                _(
                    "The debriefing is confirmed. The supervisor will contact you shortly to agree on the practical matters."
                )
            ],
            facts=[*self._when(facts), *self._about(facts), *leaders],
            button=(_("Open the request's page"), facts.link or ""),
            after=[
                *(
                    []
                    if facts.verified
                    else [_("Who leads it is shown on the request's page once you have confirmed this e-mail address.")]
                ),
                _(
                    "The time is attached as a calendar invitation. Participation is voluntary, and what is said stays in the room."
                ),
            ],
        )

    def confirmed_leader(self, facts: Facts) -> Content:
        _ = self._t.gettext
        contact = facts.contact
        others = [leader.name for leader in facts.leaders if leader.answer_link != facts.link]
        return Content(
            subject=_("You lead: %(organisation)s, %(time)s")
            % {"organisation": facts.organisation, "time": self._start(facts)},
            paragraphs=[
                _("The debriefing is confirmed. Contact the workplace now, and mark the contact made on your page.")
            ],
            facts=[
                *self._when(facts),
                *self._about(facts),
                *([(_("Contact"), f"{contact.name}, {phone_as_read(contact.phone)}")] if contact else []),
                *([(_("You lead with"), ", ".join(others))] if others else []),
            ],
            button=(_("Open your page"), facts.link or ""),
            after=[_("There you can read what happened. It is confidential: it stands in no message.")],
            urgent=True,
        )

    def coordinator(self, facts: Facts) -> Content:
        _ = self._t.gettext
        why = {
            "nobody_accepted": _("Nobody has accepted, and everybody who qualifies has been asked.")
            if facts.asked != 0
            else _("Nobody could be asked: no supervisor who fits is free in the time window."),
            "not_confirmed": _("Nobody knows yet whose request this is, so only the first wave was asked."),
            "second_leader_missing": _("One leader is found, but the second one is missing."),
            "contact_not_made": _(
                "The debriefing is confirmed, but nobody has marked the contact with the workplace as made."
            ),
        }[facts.reason or "nobody_accepted"]
        what = (
            _("Call the supervisor who leads it, and the workplace if you can't reach them.")
            if facts.reason == "contact_not_made"
            else _("Call the workplace, and assign a supervisor by hand.")
        )
        contact = facts.contact
        return Content(
            subject=_("The coordinator is needed: %(organisation)s") % {"organisation": facts.organisation},
            paragraphs=[why, what],
            facts=[
                *self._about(facts),
                *([(_("Contact"), f"{contact.name}, {phone_as_read(contact.phone)}")] if contact else []),
            ],
            button=(_("Open the case"), facts.link) if facts.link else None,
            urgent=True,
        )

    def person_looking(self, facts: Facts) -> Content:
        _ = self._t.gettext
        why = (
            _(
                "Those we asked first could not take your debriefing, so the network's coordinator has taken over and looks for a supervisor personally."
            )
            if facts.asked != 0
            else _(
                "None of our supervisors who fit was free, so the network's coordinator has taken over and looks for a supervisor personally."
            )
        )
        return Content(
            subject=_("The coordinator is now looking for a supervisor"),
            paragraphs=[
                why,
                _("The coordinator will call you. You need not do anything."),
            ],
        )

    def withdrawn(self, facts: Facts) -> Content:
        _ = self._t.gettext
        return Content(
            subject=_("Your request is withdrawn"),
            paragraphs=[
                _(
                    "The request for a debriefing for %(organisation)s is withdrawn, and everybody we asked has been told."
                )
                % {"organisation": facts.organisation},
                _("If things change, you can make a new request at any time."),
            ],
        )

    def feedback(self, facts: Facts) -> Content:
        _ = self._t.gettext
        return Content(
            subject=_("One question about the debriefing"),
            paragraphs=[
                _("Some weeks ago there was a debriefing at %(organisation)s. May we ask one question about it?")
                % {"organisation": facts.organisation},
                _("The answer is anonymous: it is stored without any link to you or your workplace."),
            ],
            button=(_("Answer the question"), facts.link or ""),
        )

    def sign_in(self, facts: Facts) -> Content:
        _ = self._t.gettext
        until = self._times.moment(facts.answer_by, self._language) if facts.answer_by else ""
        return Content(
            subject=_("Your link for signing in"),
            paragraphs=[
                _("Open the page below and press the button there: you are signed in on the device where you do so."),
                _("The link works once, until %(time)s.") % {"time": until},
            ],
            button=(_("Sign in"), facts.link or ""),
            after=[_("If you did not ask for this, you need not do anything: without the link nobody gets in.")],
        )

    def invited(self, facts: Facts) -> Content:
        _ = self._t.gettext
        until = self._times.day(facts.answer_by, self._language) if facts.answer_by else ""
        return Content(
            subject=_("You are invited to the network of supervisors"),
            paragraphs=[
                _("The network's coordinator invites you to join: its supervisors share a calendar and on-call duty."),
                _("Tell on the page below when and where you work, in which languages, and what you are trained in."),
                _("The link works once, until %(time)s.") % {"time": until},
            ],
            button=(_("Fill in your details"), facts.link or ""),
            after=[_("If you don't want to join, you need not do anything.")],
        )

    def summary(self, facts: Facts) -> str:
        """The calendar entry's title."""
        _ = self._t.gettext
        if not facts.verified:
            return _("Debriefing")
        title = _("Supervision: %(organisation)s") if facts.led_by else _("Debriefing: %(organisation)s")
        return title % {"organisation": facts.organisation}

    def location(self, facts: Facts) -> str:
        """The calendar entry's place: an address, a room, or the link of a remote meeting."""
        if not facts.verified:
            return ""
        return facts.where or facts.meeting_link or (self.place(facts.place) if facts.place else "")

    def place(self, place: Place) -> str:
        _ = self._t.gettext
        if place.remote:
            return _("At a distance")
        return ", ".join(part for part in (place.address, place.municipality) if part)

    def _window(self, facts: Facts) -> list[tuple[str, str]]:
        _ = self._t.gettext
        window = facts.window
        return [(_("Time wished for"), self._times.span(window.opens, window.closes, self._language))] if window else []

    def _about(self, facts: Facts) -> list[tuple[str, str]]:
        _ = self._t.gettext
        rows = [(_("Workplace"), facts.organisation)]
        if facts.place:
            rows.append((_("Place"), self.place(facts.place)))
        if facts.participants:
            rows.append((_("Participants"), str(facts.participants)))
        return rows


KINDS: Mapping[Kind, Callable[[Writer, Facts], Content]] = {
    "received": Writer.received,
    "verify_first": Writer.verify_first,
    "offered": Writer.offered,
    "no_longer_needed": Writer.no_longer_needed,
    "looking_again": Writer.looking_again,
    "time_withdrawn": Writer.time_withdrawn,
    "co_leader_released": Writer.co_leader_released,
    "confirmed_requester": Writer.confirmed_requester,
    "confirmed_leader": Writer.confirmed_leader,
    "coordinator": Writer.coordinator,
    "person_looking": Writer.person_looking,
    "withdrawn": Writer.withdrawn,
    "feedback": Writer.feedback,
    "sign_in": Writer.sign_in,
    "invited": Writer.invited,
    "duty_near": Writer.duty_near,
    "duty_gap": Writer.duty_gap,
    "duties_changed": Writer.duties_changed,
    "swap_asked": Writer.swap_asked,
    "swap_agreed": Writer.swap_agreed,
    "swap_declined": Writer.swap_declined,
    "session_scheduled": Writer.session_scheduled,
    "session_moved": Writer.session_moved,
    "session_cancelled": Writer.session_cancelled,
}
