"""What the letters about an urgent debriefing say."""

from services.notifications.writing.content import Content
from services.notifications.writing.model import Facts
from services.notifications.writing.texts.session_texts import SessionTexts
from shared.fields import phone_as_read
from shared.messages.contracts import Place


class DebriefingTexts(SessionTexts):
    """The part of the writer for who asks for a debriefing, who is asked, and the coordinator."""

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

    def request_changed(self, facts: Facts) -> Content:
        return Content(
            subject=self._t.gettext("Your request for a debriefing is changed"),
            paragraphs=[self._changed(facts), self._t.gettext("We look on with what is true now.")],
            facts=self._about(facts) + self._window(facts),
            button=(self._t.gettext("Follow the request"), facts.link or ""),
        )

    def _changed(self, facts: Facts) -> str:
        """What of the request is another than it was."""
        _ = self._t.gettext
        names = {
            "place": _("place"),
            "participants": _("participants"),
            "beside": _("who leads from your occupational health"),
            "languages": _("languages"),
            "leaders": _("number of leaders"),
            "window": _("time wished for"),
            "contact": _("contact"),
        }
        return _("The request was changed: %(what)s.") % {"what": ", ".join(names[each] for each in facts.changed)}

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
            "not_beside": _("Released: debriefing for %(organisation)s"),
        }
        said = {
            "filled": _("Others have taken this debriefing. Nothing more is needed from you."),
            "released": _("You don't lead this debriefing any more: another is looked for. Your time is free again."),
            "not_beside": _("You don't lead this debriefing after all, as we were told. Your time is free again."),
            "time_released": _(
                "The supervisor can't come after all, so that time does not hold. You hear of a new one."
            ),
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
            subject=self._confirmed_subject(facts),
            paragraphs=[
                *self._what_changed(facts),
                _(
                    "The debriefing is confirmed. The supervisor will contact you shortly to agree on the practical matters."
                ),
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

    def confirmed_beside(self, facts: Facts) -> Content:
        _ = self._t.gettext
        leaders = [(leader.name, phone_as_read(leader.phone) or leader.email) for leader in facts.leaders]
        contact = facts.contact
        called = [(contact.name, phone_as_read(contact.phone) or contact.email)] if contact else []
        return Content(
            subject=self._confirmed_subject(facts),
            paragraphs=[
                *self._what_changed(facts),
                _("You lead this debriefing with %(names)s, as the workplace has told us.")
                % {"names": ", ".join(leader.name for leader in facts.leaders)},
                _("They tell you what you need to know beforehand. The time is attached as a calendar invitation."),
            ],
            facts=[*self._when(facts), *self._about(facts), *called, *leaders],
        )

    def confirmed_leader(self, facts: Facts) -> Content:
        _ = self._t.gettext
        contact = facts.contact
        others = [leader.name for leader in facts.leaders if leader.answer_link != facts.link]
        if facts.beside:
            number = phone_as_read(facts.beside.phone) or facts.beside.email
            others.append(
                _("%(name)s from occupational health (%(number)s)") % {"name": facts.beside.name, "number": number}
            )
        return Content(
            subject=(
                _("Another time: %(organisation)s, %(time)s")
                if facts.was
                else _("You lead: %(organisation)s, %(time)s")
            )
            % {"organisation": facts.organisation, "time": self._start(facts)},
            paragraphs=[
                *self._what_changed(facts),
                _("The debriefing is confirmed. Contact the workplace now, and mark the contact made on your page.")
                if facts.calls
                else _("The debriefing is confirmed. %(name)s calls the workplace; you need not.")
                % {"name": facts.caller},
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

    def leader_found(self, facts: Facts) -> Content:
        _ = self._t.gettext
        contact = facts.contact
        said = (
            _("The coordinator has given you this debriefing, as agreed.")
            if facts.by_hand
            else _("You have taken this debriefing. Thank you.")
        )
        return Content(
            subject=(
                _("Another time: %(organisation)s, %(time)s")
                if facts.was
                else _("You lead: %(organisation)s, %(time)s")
            )
            % {"organisation": facts.organisation, "time": self._start(facts)},
            paragraphs=[
                *(self._what_changed(facts) or [said]),
                _(
                    "The second leader is still looked for; you hear when they are found. Call the workplace already now."
                ),
            ],
            facts=[
                *self._when(facts),
                *self._about(facts),
                *([(_("Contact"), f"{contact.name}, {phone_as_read(contact.phone)}")] if contact else []),
            ],
            button=(_("Open your page"), facts.link or ""),
            after=[_("There you can read what happened. It is confidential: it stands in no message.")],
            urgent=True,
        )

    def _confirmed_subject(self, facts: Facts) -> str:
        _ = self._t.gettext
        subject = _("Another time: debriefing on %(time)s") if facts.was else _("Confirmed: debriefing on %(time)s")
        return subject % {"time": self._start(facts)}

    def _what_changed(self, facts: Facts) -> list[str]:
        """What was mended since it was told before."""
        _ = self._t.gettext
        told = []
        if facts.was:
            was = self._times.span(facts.was.start, facts.was.end, self._language)
            told.append(_("The time has been changed: it was %(was)s.") % {"was": was})
        if facts.changed:
            told.append(self._changed(facts))
        if facts.instead_of:
            new = facts.leaders[-1].name if facts.leaders else ""
            told.append(_("%(new)s leads instead of %(old)s.") % {"new": new, "old": facts.instead_of})
        return told

    def coordinator(self, facts: Facts) -> Content:
        _ = self._t.gettext
        why = {
            "nobody_accepted": _("Nobody has accepted, and everybody who qualifies has been asked.")
            if facts.asked != 0
            else _("Nobody could be asked: no supervisor who fits is free in the time window."),
            "not_confirmed": _("Nobody knows yet whose request this is, so only the first wave was asked."),
            "too_few": _("Fewer supervisors fit and are free than are wanted; those who do are asked already."),
            "second_leader_missing": _("One leader is found, but the second one is missing."),
            "contact_not_made": _(
                "The debriefing is confirmed, but nobody has marked the contact with the workplace as made."
            ),
        }[facts.reason or "nobody_accepted"]
        what = (
            _("Call the supervisor who leads it, and the workplace if you can't reach them.")
            if facts.reason == "contact_not_made"
            else _("Open the case: it says what would help. Call the workplace and agree on it.")
            if facts.reason == "too_few"
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

    def _window(self, facts: Facts) -> list[tuple[str, str]]:
        _ = self._t.gettext
        window = facts.window
        return [(_("Time wished for"), self._times.span(window.opens, window.closes, self._language))] if window else []

    def _about(self, facts: Facts) -> list[tuple[str, str]]:
        _ = self._t.gettext
        rows = [(_("Workplace"), facts.organisation)]
        if facts.place:
            rows.append((_("Place"), self.place(facts.place)))
        if facts.meeting_link:
            rows.append((_("Remote meeting"), facts.meeting_link))
        if facts.participants:
            rows.append((_("Participants"), str(facts.participants)))
        return rows

    def place(self, place: Place) -> str:
        _ = self._t.gettext
        if place.remote:
            return _("At a distance")
        return ", ".join(part for part in (place.address, place.municipality) if part)
