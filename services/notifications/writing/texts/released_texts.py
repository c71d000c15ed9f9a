"""What the letters say when a leader of a debriefing can't come after all."""

from services.notifications.writing.content import Content
from services.notifications.writing.model import Facts
from services.notifications.writing.texts.session_texts import SessionTexts


class ReleasedTexts(SessionTexts):
    """The part of the writer for who waits for the debriefing, and for who leads it still."""

    def looking_again(self, facts: Facts) -> Content:
        _ = self._t.gettext
        time_stands = [_("The time stands: %(time)s.") % {"time": self._start(facts)}] if facts.slot else []
        return Content(
            subject=_("We look for another supervisor for your debriefing"),
            paragraphs=[
                _("%(name)s can't come after all. We look for another at once, and write when they are found.")
                % {"name": facts.colleague or _("The supervisor")},
                *time_stands,
            ],
            button=(_("Follow the request"), facts.link or ""),
        )

    def time_withdrawn(self, facts: Facts) -> Content:
        _ = self._t.gettext
        return Content(
            subject=_("The debriefing on %(time)s gets another supervisor and another time")
            % {"time": self._start(facts)},
            paragraphs=[
                _("%(name)s can't come after all, so that time does not hold.")
                % {"name": facts.colleague or _("The supervisor")},
                _("We look for another supervisor at once, and write when the new time is fixed."),
            ],
            button=(_("Follow the request"), facts.link or ""),
        )

    def co_leader_released(self, facts: Facts) -> Content:
        _ = self._t.gettext
        return Content(
            subject=_("Another second leader is looked for: debriefing on %(time)s") % {"time": self._start(facts)},
            paragraphs=[
                _("%(name)s can't come after all. You lead at the time agreed; we look for another to lead with you.")
                % {"name": facts.colleague},
            ],
            facts=[(_("Workplace"), facts.organisation)],
        )
