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
