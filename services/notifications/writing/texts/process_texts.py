"""What letters about processes say: that they pause, go on, end. Never why."""

from gettext import NullTranslations

from services.notifications.writing.content import Content
from services.notifications.writing.model import Facts
from shared.i18n import Times


class ProcessTexts:
    """The part of the writer that is about processes."""

    _t: NullTranslations
    _times: Times
    _language: str

    def process_interrupted(self, facts: Facts) -> Content:
        _ = self._t.gettext
        until = [(_("It is to go on on"), self._times.day(facts.answer_by, self._language))] if facts.answer_by else []
        return Content(
            subject=_("Interrupted: %(title)s") % {"title": facts.title},
            paragraphs=[
                _("The supervision is interrupted. The sessions that were ahead are cancelled."),
                _("When it goes on you get the new dates."),
            ],
            facts=[(_("Organisation"), facts.organisation), *until],
        )

    def process_resumed(self, facts: Facts) -> Content:
        _ = self._t.gettext
        return Content(
            subject=_("It goes on: %(title)s") % {"title": facts.title},
            paragraphs=[_("The supervision goes on. You get the new dates as soon as they are on the calendar.")],
            facts=[(_("Organisation"), facts.organisation)],
        )

    def process_ended(self, facts: Facts) -> Content:
        _ = self._t.gettext
        said = {
            "completed": _("All sessions that were agreed on have been held, so the supervision has come to its end."),
            "ended_early": _("The supervision has been ended early. Sessions that were ahead are cancelled."),
            "expired": _("The contract's term is over, and with it the supervision."),
        }
        unmarked = self._t.ngettext(
            "%(num)s past session was not marked as held or not held.",
            "%(num)s past sessions were not marked as held or not held.",
            facts.misfits,
        )
        return Content(
            subject=_("Ended: %(title)s") % {"title": facts.title},
            paragraphs=[
                said.get(facts.reason or "", said["completed"]),
                *([unmarked % {"num": facts.misfits}] if facts.misfits else []),
                _("Thank you for these sessions."),
            ],
            facts=[
                (_("Organisation"), facts.organisation),
                (_("Held"), _("%(held)s of %(agreed)s sessions") % {"held": facts.nth or 0, "agreed": facts.of or 0}),
            ],
        )

    def process_gap(self, facts: Facts) -> Content:
        _ = self._t.gettext
        since, until = (
            (self._times.day(facts.slot.start, self._language), self._times.day(facts.slot.end, self._language))
            if facts.slot
            else ("", "")
        )
        return Content(
            subject=_("A long pause ahead: %(title)s") % {"title": facts.title},
            paragraphs=[
                _("Between these two sessions it pauses for longer than the contract allows (%(weeks)s weeks).")
                % {"weeks": facts.asked},
                _("A session between them, or another time for one of them, mends it."),
            ],
            facts=[
                (_("Organisation"), facts.organisation),
                (_("From"), since),
                (_("To"), until),
            ],
            button=(_("Open the process"), facts.link) if facts.link else None,
        )

    def marks_awaited(self, facts: Facts) -> Content:
        _ = self._t.gettext
        spans = [self._times.span(each.start, each.end, self._language) for each in facts.gaps]
        return Content(
            subject=_("Was it held? %(title)s") % {"title": facts.title},
            paragraphs=[
                self._t.ngettext(
                    "This session is past, and nobody has marked whether it was held.",
                    "These sessions are past, and nobody has marked whether they were held.",
                    len(spans),
                ),
                _("Mark it in your week: held, or why not. How far the process has come is counted from that."),
            ],
            facts=[
                (_("Organisation"), facts.organisation),
                *((f"{nth}.", span) for nth, span in enumerate(spans, 1)),
            ],
            button=(_("Open the process"), facts.link) if facts.link else None,
        )
