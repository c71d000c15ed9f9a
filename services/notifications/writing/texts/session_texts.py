"""What letters about sessions say."""

from gettext import NullTranslations

from services.notifications.writing.content import Content
from services.notifications.writing.model import Facts
from shared.i18n import Times


class SessionTexts:
    """The part of the writer that is about sessions."""

    _t: NullTranslations
    _times: Times
    _language: str

    def session_scheduled(self, facts: Facts) -> Content:
        _ = self._t.gettext
        known = {"organisation": facts.organisation, "time": self._start(facts)}
        paragraphs = [_("A supervision session has been booked. It is attached as a calendar invitation.")]
        if facts.of:
            paragraphs.append(
                _("This is session %(nth)s of %(of)s; each has an invitation of its own.")
                % {"nth": facts.nth, "of": facts.of}
            )
        return Content(
            subject=_("Session on %(time)s: %(organisation)s") % known,
            paragraphs=paragraphs,
            facts=self._session(facts),
        )

    def session_moved(self, facts: Facts) -> Content:
        _ = self._t.gettext
        rows = self._session(facts)
        if facts.was:
            rows.insert(1, (_("Earlier time"), self._times.span(facts.was.start, facts.was.end, self._language)))
        return Content(
            subject=_("New time, %(time)s: %(organisation)s")
            % {"organisation": facts.organisation, "time": self._start(facts)},
            paragraphs=[_("The session has a new time. The attached invitation changes it in your calendar.")],
            facts=rows,
        )

    def session_cancelled(self, facts: Facts) -> Content:
        _ = self._t.gettext
        return Content(
            subject=_("Cancelled: session on %(time)s, %(organisation)s")
            % {"organisation": facts.organisation, "time": self._start(facts)},
            paragraphs=[_("The session is cancelled. The attached cancellation takes it out of your calendar.")],
            facts=self._session(facts),
        )

    def session_near(self, facts: Facts) -> Content:
        _ = self._t.gettext
        return Content(
            subject=_("Reminder: session on %(time)s, %(organisation)s")
            % {"organisation": facts.organisation, "time": self._start(facts)},
            paragraphs=[_("Nothing about it has changed. You need not answer.")],
            facts=self._session(facts),
        )

    def series_planned(self, facts: Facts) -> Content:
        _ = self._t.gettext
        count = len(facts.meetings)
        spans = [self._times.span(each.start, each.end, self._language) for each in facts.meetings]
        subject = self._t.ngettext("The session is booked: %(title)s", "%(num)s sessions are booked: %(title)s", count)
        return Content(
            subject=subject % {"num": count, "title": facts.title or facts.organisation},
            paragraphs=[
                _("Here are all the dates. The attached file puts them into your calendar."),
                _("If one of them is moved or cancelled, you are told."),
            ],
            facts=[
                *self._session(facts.model_copy(update={"slot": None})),
                *((f"{nth}.", span) for nth, span in enumerate(spans, 1)),
            ],
        )

    def sessions_cancelled(self, facts: Facts) -> Content:
        _ = self._t.gettext
        count = len(facts.meetings)
        spans = [self._times.span(each.start, each.end, self._language) for each in facts.meetings]
        subject = self._t.ngettext(
            "A session is cancelled: %(title)s", "%(num)s sessions are cancelled: %(title)s", count
        )
        return Content(
            subject=subject % {"num": count, "title": facts.title or facts.organisation},
            paragraphs=[_("These dates will not be. The attached file takes them out of your calendar.")],
            facts=[
                *self._session(facts.model_copy(update={"slot": None})),
                *((f"{nth}.", span) for nth, span in enumerate(spans, 1)),
            ],
        )

    def series_unplaced(self, facts: Facts) -> Content:
        _ = self._t.gettext
        misfits = self._t.ngettext(
            "The contract is signed. One of its dates does not fit as agreed, so none has been booked yet.",
            "The contract is signed. %(num)s of its dates do not fit as agreed, so none has been booked yet.",
            facts.misfits,
        )
        return Content(
            subject=_("Choose dates: %(title)s") % {"title": facts.title},
            paragraphs=[
                misfits % {"num": facts.misfits},
                _("Something else is chosen for each already: change what you like, and book them all at once."),
            ],
            facts=[(_("Organisation"), facts.organisation)],
            button=(_("Choose and book"), facts.link) if facts.link else None,
        )

    def _session(self, facts: Facts) -> list[tuple[str, str]]:
        _ = self._t.gettext
        rows = [*self._when(facts), (_("Organisation"), facts.organisation)]
        if facts.where:
            rows.append((_("Place"), facts.where))
        if facts.meeting_link:
            rows.append((_("Remote meeting"), facts.meeting_link))
        leaders = ", ".join(each.name for each in facts.led_by)
        return [*rows, (self._t.ngettext("Supervisor", "Supervisors", len(facts.led_by)), leaders)]

    def _start(self, facts: Facts) -> str:
        return self._times.moment(facts.slot.start, self._language) if facts.slot else ""

    def _when(self, facts: Facts) -> list[tuple[str, str]]:
        _ = self._t.gettext
        return [(_("When"), self._times.span(facts.slot.start, facts.slot.end, self._language))] if facts.slot else []
