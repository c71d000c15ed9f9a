"""The events that people are told of, made in a line."""

from datetime import UTC, datetime, timedelta
from typing import Any

from deploy.local.settings import EverySetting
from services.notifications.letters.model import Thing
from services.notifications.letters.told.drafts import Coordinator
from shared.messages.base import Language
from shared.messages.booking import (
    ClosedOffer,
    CloseReason,
    Colleague,
    CoordinatorNeeded,
    CoordinatorReason,
    DebriefingConfirmed,
    DebriefingOffered,
    DutyDrewNear,
    DutyGapForeseen,
    Guest,
    Interval,
    Leader,
    LeaderFound,
    Meeting,
    Offer,
    OfferClosed,
    OwnCalendarUnread,
    SessionCancelled,
    SessionFacts,
    SessionMoved,
    SessionsCancelled,
    SessionsScheduled,
    SignInRequested,
    SwapAgreed,
    SwapAsked,
    SwapDeclined,
)
from shared.messages.contracts import (
    Appointment,
    Contact,
    ContractDeclined,
    ContractLapsed,
    ContractSigned,
    ContractWithdrawn,
    DebriefingRequested,
    DebriefingWithdrawn,
    Place,
    Recipient,
    SignatureAwaited,
    VerificationNeeded,
    Window,
)
from shared.messages.feedback import (
    AnswersWished,
    Asked,
    Asking,
    ConsentAsked,
    FeedbackInvited,
    FeedbackReminded,
    ReferenceWithdrawn,
    ReportReady,
)
from shared.messages.inquiries import (
    InquiryAnswered,
    InquiryClosed,
    InquiryMatched,
    InquiryOffered,
    InquiryReceived,
    OfferedInquiry,
)

VERIFIED = {"case:case": Thing(id="case:case", verified=True)}  # the debriefing of these events, its contact known
NOW = datetime(2026, 12, 1, 12, 0, tzinfo=UTC)
COORDINATOR = Coordinator("koordinaattori@verkosto.example", "fi")
SLOT = Interval(start=NOW + timedelta(hours=19), end=NOW + timedelta(hours=21))
PLACE = Place(municipality="Lieto", address="Keskuskatu 4", region="02")
APPOINTMENT = Appointment(session_id="session", starts_at=SLOT.start, ends_at=SLOT.end, place=PLACE)
STATUS, VERIFY, ANSWER = (f"https://verkosto.example/{name}" for name in ("status", "verify", "answer"))


def settings() -> EverySetting:
    return EverySetting(
        amqp_url="amqp://127.0.0.1:1/",
        mongo_url="mongodb://127.0.0.1:1/",
        smtp_url="smtp://127.0.0.1:1",
        public_url="https://verkosto.example",
        secret="9f2c61d07be84a35c1e7f0a2d4b86359",
        coordinator_token="4be19c0d7a25f386e1c40b97d2f86a53",
        mail_from="paivystys@verkosto.example",
    ).knowing("c61d0e9b5a7f2384e1c40b97d2f86a53")


def contact(language: Language = "fi", name: str = "Maija Salo") -> Contact:
    return Contact(name=name, email="maija@liedonkoulu.example", phone="+358 40 123 4567", language=language)


def leader(name: str, language: Language = "fi") -> Leader:
    return Leader(
        supervisor_id=name,
        name=name,
        email=f"{name.lower()}@verkosto.example",
        language=language,
        phone="+358 50 000 0000",
        answer_link=f"{ANSWER}/{name}",
        reading_key="0" * 64,
    )


def requested(
    language: Language = "fi", *, verified: bool = False, organisation: str = "Liedon koulu"
) -> DebriefingRequested:
    return DebriefingRequested(
        debriefing_id="case",
        organisation=organisation,
        verified=verified,
        contact=contact(language),
        kind="violence",
        occurred_at=NOW - timedelta(hours=3),
        place=PLACE,
        participants=9,
        languages=("fi",),
        leaders=2,
        window=Window(opens=NOW + timedelta(hours=21), closes=NOW + timedelta(hours=69)),
        requested_at=NOW,
        status_link=STATUS,
        verify_link=VERIFY,
    )


def verification(language: Language = "fi") -> VerificationNeeded:
    return VerificationNeeded(
        debriefing_id="case",
        organisation="Liedon koulu",
        contact=contact(language),
        status_link=STATUS,
        verify_link=VERIFY,
    )


def offered(language: Language = "fi", names: tuple[str, ...] = ("Aino", "Mikael")) -> DebriefingOffered:
    return DebriefingOffered(
        debriefing_id="case",
        revision=1,
        wave=1,
        organisation="Liedon koulu",
        verified=False,
        place=PLACE,
        participants=9,
        first_slot=SLOT,
        offers=tuple(
            Offer(
                offer_id=f"case-{n}",
                supervisor_id=name,
                name=name,
                email=f"{name.lower()}@verkosto.example",
                language=language,
                answer_link=f"{ANSWER}/{name}",
            )
            for n, name in enumerate(names)
        ),
        offered_at=NOW,
        answer_by=NOW + timedelta(minutes=10),
    )


def closed(*reasons: CloseReason, language: Language = "fi") -> OfferClosed:
    return OfferClosed(
        debriefing_id="case",
        revision=2,
        organisation="Liedon koulu",
        closed=tuple(
            ClosedOffer(
                offer_id=f"case-{n}",
                supervisor_id=reason,
                name=reason,
                email=f"{reason}@verkosto.example",
                language=language,
                reason=reason,
            )
            for n, reason in enumerate(reasons)
        ),
        closed_at=NOW,
    )


def confirmed(language: Language = "fi", slot: Interval = SLOT) -> DebriefingConfirmed:
    return DebriefingConfirmed(
        debriefing_id="case",
        revision=3,
        session_id="session",
        organisation="Liedon koulu",
        contact=contact(language),
        place=PLACE,
        participants=9,
        leaders=(leader("Aino", language), leader("Mikael", language)),
        slot=slot,
        status_link=STATUS,
        confirmed_at=NOW,
    )


def found(language: Language = "fi", **changes: Any) -> LeaderFound:
    """One of two is found."""
    known: dict[str, Any] = {
        "debriefing_id": "case",
        "revision": 2,
        "leader": leader("Aino", language),
        "slot": SLOT,
        "missing": 1,
        "found_at": NOW,
        "organisation": "Liedon koulu",
        "contact": contact(language),
        "place": PLACE,
        "participants": 9,
    }
    return LeaderFound(**(known | changes))


def coordinator_needed(reason: CoordinatorReason, language: Language = "fi") -> CoordinatorNeeded:
    return CoordinatorNeeded(
        debriefing_id="case",
        revision=4,
        reason=reason,
        organisation="Liedon koulu",
        contact=contact(language),
        place=PLACE,
        participants=9,
        asked=7,
        needed_at=NOW,
        case_link="https://verkosto.example/booking/desk/cases/case",
    )


def withdrawn(language: Language = "fi") -> DebriefingWithdrawn:
    return DebriefingWithdrawn(
        debriefing_id="case", organisation="Liedon koulu", contact=contact(language), withdrawn_at=NOW
    )


def session_facts(language: Language = "fi", **changes: Any) -> SessionFacts:
    known: dict[str, Any] = {
        "organisation": "Kallion koulu",
        "contract_id": None,
        "series_id": None,
        "hosts": tuple(
            Colleague(supervisor_id=name, name=name, email=f"{name.lower()}@verkosto.example", language=language)
            for name in ("Aino", "Mikael")
        ),
        "guest": Guest(name="Maija Salo", email="maija@kallio.example", language=language),
        "address": "Kallio, Porthaninkatu 2, Helsinki",
        "link": None,
    }
    return SessionFacts(**(known | changes))


def meeting(n: int = 0, sequence: int = 0) -> Meeting:
    """The n-th week's session."""
    start = SLOT.start + n * timedelta(weeks=1)
    return Meeting(session_id=f"session-{n}", sequence=sequence, start=start, end=start + timedelta(minutes=90))


def scheduled(language: Language = "fi", count: int = 1) -> SessionsScheduled:
    meetings = tuple(meeting(n) for n in range(count))
    return SessionsScheduled(facts=session_facts(language), sessions=meetings, scheduled_at=NOW)


def moved(language: Language = "fi", sequence: int = 1) -> SessionMoved:
    was = Interval(start=SLOT.start - timedelta(days=1), end=SLOT.end - timedelta(days=1))
    return SessionMoved(facts=session_facts(language), session=meeting(0, sequence), was=was, moved_at=NOW)


def cancelled(language: Language = "fi", sequence: int = 2) -> SessionCancelled:
    return SessionCancelled(facts=session_facts(language), session=meeting(0, sequence), cancelled_at=NOW)


def several_cancelled(language: Language = "fi") -> SessionsCancelled:
    leena = Guest(name="Leena Vuori", email="leena@kallio.example", language=language)
    facts = session_facts(
        language, guest=None, process_id="process", series_id="series", title="Kallio, ryhmä 2", participants=(leena,)
    )
    return SessionsCancelled(facts=facts, sessions=(meeting(0, 1), meeting(1, 1)), cancelled_at=NOW)


def sign_in(language: Language = "fi") -> SignInRequested:
    return SignInRequested(
        email="aino@verkosto.example",
        name="Aino",
        language=language,
        link=ANSWER,
        expires_at=NOW + timedelta(minutes=15),
    )


def feedback(language: Language = "fi") -> FeedbackInvited:
    return FeedbackInvited(
        invitation_id="case",
        organisation="Liedon koulu",
        contact=contact(language),
        answer_link=ANSWER,
        answer_until=NOW + timedelta(days=30),
    )


def answers_wished(language: Language = "fi", asking: Asking = "pulse") -> AnswersWished:
    return AnswersWished(
        invitation_id="wish",
        asking=asking,
        organisation="Liedon koulu",
        asked=Asked(name="Maija Salo", email="maija@liedonkoulu.example", language=language),
        seconds=20,
        answer_link=ANSWER,
        answer_until=NOW + timedelta(days=5),
    )


def feedback_reminded(language: Language = "fi", asking: Asking = "pulse") -> FeedbackReminded:
    return FeedbackReminded(reminder=1, **answers_wished(language, asking).model_dump())


def report_ready(language: Language = "fi") -> ReportReady:
    orderer = Asked(name="Maija Salo", email="maija@liedonkoulu.example", language=language)
    page = "http://127.0.0.1:8000/feedback/reports/lieto?process=process"
    return ReportReady(process_id="process", title="Kotihoito, ryhmä 2", orderer=orderer, page=page)


def consent_asked(language: Language = "fi") -> ConsentAsked:
    asked = Asked(name="Maija Salo", email="maija@liedonkoulu.example", language=language)
    return ConsentAsked(reference_id="reference", asked=asked, link=ANSWER, until=NOW + timedelta(days=700))


def reference_withdrawn() -> ReferenceWithdrawn:
    return ReferenceWithdrawn(
        reference_id="reference",
        said_by="Rehtori, Liedon koulu",
        page="http://127.0.0.1:8000/feedback/consents/reference",
        elsewhere=("print",),
        withdrawn_at=NOW,
    )


def colleague(name: str, language: Language = "fi") -> Colleague:
    return Colleague(supervisor_id=name, name=name, email=f"{name.lower()}@verkosto.example", language=language)


def duty_near(language: Language = "fi", *, backup: bool = False) -> DutyDrewNear:
    return DutyDrewNear(
        supervisor=colleague("Aino", language), slot=SLOT, backup=backup, roster_link=ANSWER, noticed_at=NOW
    )


def calendar_unread(language: Language = "fi") -> OwnCalendarUnread:
    return OwnCalendarUnread(
        supervisor=colleague("Aino", language),
        host="kalenteri.example",
        failing_since=NOW - timedelta(days=1),
        page="https://verkosto.example/booking/calendars",
        noticed_at=NOW,
    )


def duty_gap(*, starts_in: timedelta = timedelta(hours=19)) -> DutyGapForeseen:
    gap = Interval(start=NOW + starts_in, end=NOW + starts_in + timedelta(days=1))
    return DutyGapForeseen(gaps=(gap,), roster_link=ANSWER, foreseen_at=NOW)


def swap_asked(language: Language = "fi", in_return: Interval | None = SLOT) -> SwapAsked:
    return SwapAsked(
        swap_id="swap",
        asker=colleague("Aino", language),
        asked=colleague("Mikael", language),
        given=SLOT,
        in_return=in_return,
        answer_link=ANSWER,
        asked_at=NOW,
    )


def swap_agreed(language: Language = "fi") -> SwapAgreed:
    asked = swap_asked(language).model_dump()
    return SwapAgreed.model_validate({**asked, "roster_link": ANSWER, "agreed_at": NOW})


def swap_declined(language: Language = "fi") -> SwapDeclined:
    asked = swap_asked(language).model_dump()
    return SwapDeclined.model_validate({**asked, "roster_link": ANSWER, "declined_at": NOW})


def signer(name: str, language: Language = "fi") -> Recipient:
    return Recipient(name=f"{name} Salo", email=f"{name.lower()}@verkosto.example", language=language)


def signature_awaited(language: Language = "fi", *, revision: int = 2, reminder: int = 0) -> SignatureAwaited:
    return SignatureAwaited(
        agreement_id="contract",
        revision=revision,
        title="Kotihoito, ryhmä 2",
        organisation="Liedon koulu",
        role="orderer",
        signer=signer("Maija", language),
        link=ANSWER,
        answer_by=NOW + timedelta(days=14),
        last=bool(reminder),
        reminder=reminder,
        awaited_at=NOW,
    )


def _not_signed(language: Language) -> dict[str, Any]:
    both = {"drafters": (signer("Aino", language),), "told": (signer("Maija", language),), "page": ANSWER}
    return {"agreement_id": "contract", "revision": 3, "title": "Kotihoito", "organisation": "Liedon koulu", **both}


def contract_declined(language: Language = "fi") -> ContractDeclined:
    return ContractDeclined(**_not_signed(language), by="Maija", declined_at=NOW)


def contract_lapsed(language: Language = "fi") -> ContractLapsed:
    return ContractLapsed(**_not_signed(language), waited_for="Maija", lapsed_at=NOW)


def contract_withdrawn(language: Language = "fi") -> ContractWithdrawn:
    return ContractWithdrawn(**_not_signed(language), withdrawn_at=NOW)


def contract_signed(language: Language = "fi") -> ContractSigned:
    copies = [(role, signer(name, language)) for role, name in (("orderer", "Maija"), ("supervisor", "Aino"))]
    return ContractSigned.model_validate(
        {
            "contract_id": "contract",
            "process_id": "process",
            "revision": 4,
            "form": "group",
            "title": "Kotihoito, ryhmä 2",
            "organisation_id": None,
            "organisation": "Liedon koulu",
            "orderer": copies[0][1],
            "supervisors": ("aino",),
            "participants": (),
            "participants_number": 6,
            "minutes": 90,
            "rhythm": {
                "every_weeks": 4,
                "first_date": "2027-01-14",
                "weekday": None,
                "time": None,
                "over_holidays": False,
                "longest_gap_weeks": None,
            },
            "sessions": 10,
            "months": None,
            "trial_sessions": None,
            "remote": True,
            "place": None,
            "themes": (),
            "evaluation_months": 6,
            "language": language,
            "copies": [{"role": role, "reader": reader, "link": ANSWER} for role, reader in copies],
            "signed_at": NOW,
        }
    )


def inquiry_received(language: Language = "fi", *, known: bool = True) -> InquiryReceived:
    return InquiryReceived(
        **_inquiry(1),
        asker=signer("Maija", language),
        known=known,
        form="group",
        status_link=ANSWER,
        page=ANSWER,
        received_at=NOW,
    )


def inquiry_offered(language: Language = "fi") -> InquiryOffered:
    asked = (OfferedInquiry(**signer("Aino", language).model_dump(), link=ANSWER),)
    until = NOW + timedelta(days=21)
    return InquiryOffered(**_inquiry(2), form="group", supervisors=asked, answer_by=until, offered_at=NOW)


def inquiry_answered(*, willing: bool = True) -> InquiryAnswered:
    return InquiryAnswered(**_inquiry(3), supervisor="Aino Lehto", willing=willing, page=ANSWER, answered_at=NOW)


def inquiry_matched(language: Language = "fi") -> InquiryMatched:
    return InquiryMatched(
        **_inquiry(4),
        asker=signer("Maija", language),
        known=True,
        status_link=ANSWER,
        supervisor=OfferedInquiry(**signer("Aino", language).model_dump(), link=ANSWER),
        others=(signer("Mikael", language),),
        matched_at=NOW,
    )


def inquiry_closed(language: Language = "fi", *, known: bool = True) -> InquiryClosed:
    return InquiryClosed(
        **_inquiry(5),
        asker=signer("Maija", language),
        known=known,
        status_link=ANSWER,
        page=ANSWER,
        withdrawn=True,
        told=(signer("Aino", language),),
        closed_at=NOW,
    )


def _inquiry(revision: int) -> dict[str, Any]:
    return {"inquiry_id": "inquiry", "revision": revision, "organisation": "Liedon koulu"}
