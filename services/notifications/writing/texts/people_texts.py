"""What people are sent about themselves."""

from gettext import NullTranslations

from services.notifications.writing.content import Content
from services.notifications.writing.model import Facts
from shared.i18n import Times


class PeopleTexts:
    """The part of the writer that is about somebody alone: a way in, an invitation to join, a question afterwards."""

    _t: NullTranslations
    _times: Times
    _language: str

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

    def answers_wished(self, facts: Facts) -> Content:
        return self._asking(facts, *self._asked_about(facts))

    def feedback_reminded(self, facts: Facts) -> Content:
        _ = self._t.gettext
        subject, _why = self._asked_about(facts)
        why = _("We asked you some days ago, and the page is still open. If you don't want to answer, you need not.")
        return self._asking(facts, _("A reminder: %(question)s") % {"question": subject}, why)

    def _asked_about(self, facts: Facts) -> tuple[str, str]:
        """A subject, and why somebody is asked, by the questionnaire."""
        _ = self._t.gettext
        asked = {
            "pulse": (
                _("How did the session feel?"),
                _("You had a session with a supervisor. May we ask how it felt?"),
            ),
            "evaluation": (
                _("How is the supervision going?"),
                _("Half a year of supervision is behind you. May we ask how it is going?"),
            ),
            "benefit": (
                _("What was the supervision good for?"),
                _("Your supervision has come to its end. May we ask what it was good for?"),
            ),
            "follow_up": (
                _("One question about the debriefing"),
                _("Some weeks ago there was a debriefing at %(organisation)s. May we ask one question about it?")
                % {"organisation": facts.organisation},
            ),
        }
        return asked.get(facts.reason or "", asked["evaluation"])

    def _asking(self, facts: Facts, subject: str, why: str) -> Content:
        _ = self._t.gettext
        until = self._times.day(facts.answer_by, self._language) if facts.answer_by else ""
        return Content(
            subject=subject,
            paragraphs=[
                why,
                _("The answer is anonymous: nobody sees who answered, and no figure is shown for fewer than five."),
                _("The page is open until %(time)s, and the link is yours alone.") % {"time": until},
            ],
            button=(_("Answer"), facts.link or ""),
        )

    def report_ready(self, facts: Facts) -> Content:
        _ = self._t.gettext
        return Content(
            subject=_("The supervisor's feedback: %(title)s") % {"title": facts.title},
            paragraphs=[
                _("The supervision has ended, and the supervisor has said which theme areas were worked with."),
                _(
                    "The report also tells how many sessions were held, and what those who took part got from it once enough of them have answered."
                ),
                _("What was said in sessions is recorded nowhere."),
            ],
            button=(_("Read the report"), facts.link or ""),
        )

    def consent_asked(self, facts: Facts) -> Content:
        _ = self._t.gettext
        until = self._times.long_day(facts.answer_by, self._language) if facts.answer_by else ""
        return Content(
            subject=_("May we show your words?"),
            paragraphs=[
                _("You said something good about supervision. May we show it to others, with your written consent?"),
                _("The page shows exactly which words, where, and that they are shown until %(time)s at the latest.")
                % {"time": until},
                _("By the same link you can withdraw at any time, without a reason; your words are then gone at once."),
            ],
            button=(_("See the words and answer"), facts.link or ""),
        )

    def reference_withdrawn(self, facts: Facts) -> Content:
        _ = self._t.gettext
        elsewhere = {
            "print": _("It was also to be in printed matter and offers. Take it off there."),
            "talks": _("It was also to be in talks and social media. Take it off there."),
            "print+talks": _("It was also to be in printed matter, offers, talks and social media. Take it off there."),
        }.get(facts.reason or "", _("It stood nowhere else, so there is nothing more to do."))
        return Content(
            subject=_("A reference is withdrawn: %(who)s") % {"who": facts.title},
            paragraphs=[_("It is gone from all our pages as of now."), elsewhere],
            button=(_("See the consent's history"), facts.link or ""),
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

    def address_dead(self, facts: Facts) -> Content:
        _ = self._t.gettext
        return Content(
            subject=_("Mail does not reach %(address)s") % {"address": facts.colleague},
            paragraphs=[
                _("A message to this address came back, so no more are sent there, but links for signing in."),
                _("Correct the address where it is kept, or let mail go there again once it works."),
            ],
            facts=[(_("The server said"), facts.reason)] if facts.reason else [],
            button=(_("See addresses that fail"), facts.link or ""),
        )

    def calendar_unread(self, facts: Facts) -> Content:
        _ = self._t.gettext
        since = self._times.moment(facts.needed_at, self._language) if facts.needed_at else ""
        return Content(
            subject=_("Your calendar at %(host)s can't be read") % {"host": facts.host},
            paragraphs=[
                _("What it said before still counts as busy. What has come into it since does not."),
                _(
                    "Often its address has changed. The page below says why it can't be read, and takes another address."
                ),
            ],
            facts=[(_("Not read since"), since)],
            button=(_("See your calendars"), facts.link or ""),
        )
