"""What the letters about an inquiry say. What somebody needs, in their words, is in none."""

from gettext import NullTranslations

from services.notifications.writing.content import Content
from services.notifications.writing.model import Facts
from shared.i18n import Times


class InquiryTexts:
    """The part of the writer for who asks about supervision, and who may lead it."""

    _t: NullTranslations
    _times: Times
    _language: str

    def inquiry_received(self, facts: Facts) -> Content:
        _ = self._t.gettext
        return Content(
            subject=_("Your inquiry about supervision has arrived"),
            paragraphs=[
                _("Thank you. The network's coordinator reads it and finds a supervisor who suits you."),
                _("On the page below you see how far it has come, and can withdraw it."),
            ],
            facts=self._whose(facts),
            button=(_("Follow the inquiry"), facts.link or ""),
            after=[_("If you didn't ask for anything, you need not do anything.")],
        )

    def inquiry_arrived(self, facts: Facts) -> Content:
        _ = self._t.gettext
        return Content(
            subject=_("A new inquiry: %(organisation)s") % {"organisation": facts.organisation},
            paragraphs=[_("Somebody asks about supervision. Offer it to supervisors who suit.")],
            facts=self._whose(facts),
            button=(_("Open the inquiry"), facts.link or ""),
        )

    def inquiry_offered(self, facts: Facts) -> Content:
        _ = self._t.gettext
        until = self._times.day(facts.answer_by, self._language) if facts.answer_by else ""
        return Content(
            subject=_("Would you take this? An inquiry about supervision"),
            paragraphs=[
                _("You are asked whether you would take this on. Answer yes or no by %(day)s.") % {"day": until},
                _("A yes binds you to nothing yet: the coordinator chooses among those who said it."),
            ],
            facts=self._whose(facts),
            button=(_("Read and answer"), facts.link or ""),
            after=[_("The link is yours alone. Don't pass it on.")],
        )

    def inquiry_answered(self, facts: Facts) -> Content:
        _ = self._t.gettext
        said = _("%(name)s would take the inquiry") if facts.willing else _("%(name)s can't take the inquiry")
        return Content(
            subject=said % {"name": facts.colleague},
            paragraphs=[
                _("On its page you can choose who takes it.")
                if facts.willing
                else _("On its page you see who else was asked, and can ask others.")
            ],
            facts=self._whose(facts),
            button=(_("Open the inquiry"), facts.link or ""),
        )

    def inquiry_matched(self, facts: Facts) -> Content:
        _ = self._t.gettext
        return Content(
            subject=_("A supervisor was found for your inquiry"),
            paragraphs=[
                _("They will contact you to agree on a first talk, where you go through what you need."),
                _("Who they are stands on the page below."),
            ],
            facts=self._whose(facts),
            button=(_("Follow the inquiry"), facts.link or ""),
        )

    def inquiry_yours(self, facts: Facts) -> Content:
        _ = self._t.gettext
        return Content(
            subject=_("You were chosen: %(organisation)s") % {"organisation": facts.organisation},
            paragraphs=[
                _("The inquiry is yours. Contact who asked, and agree on a preliminary talk."),
                _("Name, telephone number and address are on the page below; you can plan the talk there, too."),
            ],
            facts=self._whose(facts),
            button=(_("Open the inquiry"), facts.link or ""),
        )

    def inquiry_over(self, facts: Facts) -> Content:
        _ = self._t.gettext
        return Content(
            subject=_("The inquiry needs nothing from you any more"),
            paragraphs=[_("Somebody else takes it, or it was closed. Thank you for being there.")],
            facts=self._whose(facts),
        )

    def inquiry_withdrawn(self, facts: Facts) -> Content:
        _ = self._t.gettext
        return Content(
            subject=_("An inquiry was withdrawn: %(organisation)s") % {"organisation": facts.organisation},
            paragraphs=[_("Who asked doesn't need it any more. The supervisors who were asked are told.")],
            facts=self._whose(facts),
            button=(_("Open the inquiry"), facts.link or ""),
        )

    def inquiry_closed(self, facts: Facts) -> Content:
        _ = self._t.gettext
        return Content(
            subject=_("Your inquiry about supervision is closed"),
            paragraphs=[_("Nobody works on it any more. You can ask again at any time.")],
            facts=self._whose(facts),
            button=(_("Open the inquiry"), facts.link or ""),
        )

    def _whose(self, facts: Facts) -> list[tuple[str, str]]:
        _ = self._t.gettext
        return [(_("Organisation"), facts.organisation)] if facts.organisation else []
