"""What the letters of the on-call roster say."""

from gettext import NullTranslations

from services.notifications.writing.content import Content
from services.notifications.writing.model import Facts
from shared.i18n import Times
from shared.messages.booking import Interval, Shift

# More than these are seen better on the roster's page.
MOST_TOLD = 20


class RosterTexts:
    """The part of the writer that is about duties, gaps and swaps."""

    _t: NullTranslations
    _times: Times
    _language: str

    def duty_near(self, facts: Facts) -> Content:
        _ = self._t.gettext
        return Content(
            subject=_("On call from %(time)s") % {"time": self._start_of(facts.slot)},
            paragraphs=[
                _("You are the backup at this time: urgent requests come to you too, behind the first in line.")
                if facts.backup
                else _("You are first in line for urgent requests at this time.")
            ],
            facts=[(_("On call"), self._span_of(facts.slot))],
            button=(_("See the roster"), facts.link or ""),
            after=[_("If you can't, ask a colleague on the roster's page to swap with you.")],
        )

    def drill(self, facts: Facts) -> Content:
        _ = self._t.gettext
        return Content(
            subject=_("Rehearsal: have you heard this?"),
            paragraphs=[
                _("This is a rehearsal of an urgent request. Nobody needs you now."),
                _("Say on the page below that you have heard, so that it is seen how fast you are reached."),
            ],
            button=(_("I have heard it"), facts.link or ""),
        )

    def duty_gap(self, facts: Facts) -> Content:
        _ = self._t.gettext
        first = facts.gaps[0]
        open_now = facts.needed_at is not None and first.start <= facts.needed_at
        return Content(
            subject=_("Nobody is on call now")
            if open_now
            else _("Nobody on call from %(time)s") % {"time": self._start_of(first)},
            paragraphs=[
                _("Nobody is first in line at this moment. Urgent requests go straight to others who qualify.")
                if open_now
                else _("The roster has a gap: nobody is first in line. Choose somebody before it opens.")
            ],
            facts=[(_("Nobody on call"), self._span_of(gap)) for gap in facts.gaps],
            button=(_("Open the roster"), facts.link or ""),
            urgent=open_now,
        )

    def duties_changed(self, facts: Facts) -> Content:
        _ = self._t.gettext
        told = [*facts.gained, *facts.lost]
        more = (
            [_("There are more changes than these: the roster's page has them all.")] if len(told) > MOST_TOLD else []
        )
        gained = facts.gained[:MOST_TOLD]
        lost = facts.lost[: MOST_TOLD - len(gained)]
        return Content(
            subject=_("You are on call from %(time)s") % {"time": self._start_of(facts.gained[0].slot)}
            if facts.gained
            else _("Your duties on call have changed"),
            paragraphs=[_("The coordinator has changed the on-call roster. This is what changes for you.")],
            facts=[
                *((_("On call"), self._shift(each)) for each in gained),
                *((_("Not on call any more"), self._shift(each)) for each in lost),
                *(
                    (_("Your swap with %(name)s stands no more") % {"name": swap.colleague}, self._span_of(swap.slot))
                    for swap in facts.lost_swaps
                ),
            ],
            button=(_("See the roster"), facts.link or ""),
            after=[*more, _("If you can't, ask a colleague on the roster's page to swap with you.")],
        )

    def swap_asked(self, facts: Facts) -> Content:
        _ = self._t.gettext
        who = {"name": facts.colleague}
        in_return = _("In return, %(name)s is on call for you") % who
        return Content(
            subject=_("%(name)s asks you to swap a duty") % who,
            paragraphs=[_("%(name)s asks you to be on call for them.") % who],
            facts=[
                (_("You would be on call"), self._span_of(facts.slot)),
                *([(in_return, self._span_of(facts.in_return))] if facts.in_return else []),
            ],
            button=(_("Answer"), facts.link or ""),
            after=[_("Nothing changes until you agree.")],
        )

    def swap_agreed(self, facts: Facts) -> Content:
        _ = self._t.gettext
        who = {"name": facts.colleague}
        return Content(
            subject=_("%(name)s is on call for you") % who,
            paragraphs=[_("%(name)s has agreed to swap, and the roster is changed.") % who],
            facts=[
                (_("%(name)s is on call") % who, self._span_of(facts.slot)),
                *([(_("You are on call"), self._span_of(facts.in_return))] if facts.in_return else []),
            ],
            button=(_("See the roster"), facts.link or ""),
        )

    def swap_declined(self, facts: Facts) -> Content:
        _ = self._t.gettext
        who = {"name": facts.colleague}
        return Content(
            subject=_("%(name)s can't swap with you") % who,
            paragraphs=[_("The roster is as it was: you are still on call. You can ask somebody else.")],
            facts=[(_("You are on call"), self._span_of(facts.slot))],
            button=(_("See the roster"), facts.link or ""),
        )

    def _shift(self, shift: Shift) -> str:
        _ = self._t.gettext
        span = self._span_of(shift.slot)
        return _("%(time)s, as the backup") % {"time": span} if shift.backup else span

    def _start_of(self, slot: Interval | None) -> str:
        return self._times.moment(slot.start, self._language) if slot else ""

    def _span_of(self, slot: Interval | None) -> str:
        return self._times.span(slot.start, slot.end, self._language) if slot else ""
