"""A contract as people would sign it, for the document's tests."""

from datetime import UTC, datetime, timedelta
from typing import Any

from pydantic import SecretStr

from services.contracts.agreements.document.model import (
    Bullets,
    Column,
    DocumentFacts,
    Evidence,
    Party,
    Section,
    Signer,
    Table,
)
from tests.notifications.build import settings
from tests.seal_keys import CERTIFICATE, KEY

NOW = datetime(2026, 11, 26, 12, 5, 9, tzinfo=UTC)
PUBLIC_URL = "https://rinnalla.example.org"
SETTINGS = settings().model_copy(
    update={"public_url": PUBLIC_URL, "seal_key": SecretStr(KEY), "seal_certificate": CERTIFICATE}
)
SHA = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
_TITLE = {"fi": "Työnohjaussopimus", "sv": "Avtal om arbetshandledning", "en": "Contract on supervision"}
_CLAUSES: dict[str, tuple[tuple[str, str], ...]] = {
    "fi": (
        (
            "Muoto, kesto ja rytmi",
            (
                "Ryhmätyönohjaus kuudelle ohjattavalle. Tapaamisia on kymmenen, kukin 90 minuuttia, noin neljän "
                "viikon välein 14.1.–16.12.2027. Kaksi ensimmäistä tapaamista ovat kokeilua; niiden jälkeen "
                "kumpikin osapuoli voi luopua sopimuksesta kuluitta."
            ),
        ),
        (
            "Luottamuksellisuus",
            (
                "Työnohjaajia sitoo vaitiolovelvollisuus. Tapaamisista kirjataan vain se, pidettiinkö ne, ja mitkä "
                "sovituista teemoista olivat esillä. Siitä, mitä puhutaan, ei kirjata mitään."
            ),
        ),
        ("Tavoitteet", "Ryhmän tavoitteina on"),
        (
            "Hinta ja maksaminen",
            "Pidetyt tapaamiset laskutetaan kuukausittain, maksuaika on 14 päivää. Hintaan ei lisätä matkakuluja.",
        ),
        (
            "Peruutukset",
            (
                "Tapaamisen voi perua kuluitta viimeistään 48 tuntia ennen sen alkua. Myöhemmin perutusta "
                "tapaamisesta laskutetaan puolet hinnasta."
            ),
        ),
    ),
    "sv": (
        (
            "Form, längd och rytm",
            (
                "Grupphandledning för sex deltagare. Antalet möten är tio, vart och ett 90 minuter, ungefär var "
                "fjärde vecka 14.1–16.12.2027. De två första mötena är på prov; därefter kan vardera parten avstå "
                "från avtalet utan kostnad."
            ),
        ),
        (
            "Konfidentialitet",
            (
                "Arbetshandledarna har tystnadsplikt. Om mötena antecknas endast om de hölls och vilka av de "
                "överenskomna temana som behandlades. Av det som sägs antecknas ingenting."
            ),
        ),
        ("Mål", "Gruppens mål är att"),
        (
            "Pris och betalning",
            "Hållna möten faktureras månatligen, betalningstiden är 14 dagar. Inga resekostnader tillkommer.",
        ),
        (
            "Avbokning",
            (
                "Ett möte kan avbokas utan kostnad senast 48 timmar före dess början. För ett möte som avbokas "
                "senare debiteras halva priset."
            ),
        ),
    ),
    "en": (
        (
            "Form, length and rhythm",
            (
                "Group supervision for six participants. There are ten sessions of 90 minutes each, about four "
                "weeks apart, 14 January to 16 December 2027. The first two sessions are a trial; after them either "
                "party may step back from the contract at no cost."
            ),
        ),
        (
            "Confidentiality",
            (
                "The supervisors are bound by secrecy. Of a session it is recorded only whether it was held and "
                "which of the agreed themes were dealt with. Nothing of what is said is recorded."
            ),
        ),
        ("Goals", "The group's goals are"),
        (
            "Price and payment",
            "Sessions held are invoiced monthly, due in 14 days. No travel costs are added.",
        ),
        (
            "Cancellation",
            (
                "A session can be cancelled at no cost until 48 hours before it begins. Of a session cancelled "
                "later half the price is invoiced."
            ),
        ),
    ),
}
_GOALS = {
    "fi": ("jakaa kuormittavia tilanteita", "selkeyttää oman työn rajoja", "vahvistaa yhteisiä toimintatapoja"),
    "sv": ("dela belastande situationer", "klargöra gränserna för det egna arbetet", "stärka gemensamma arbetssätt"),
    "en": ("sharing what weighs on us", "clearer limits of one's own work", "stronger ways of working together"),
}
_DATES = {"fi": ("Tapaaminen", "Aika", "Paikka"), "sv": ("Möte", "Tid", "Plats"), "en": ("Session", "Time", "Place")}
_PRICES = {
    "fi": ("Erä", "Määrä", "Yksikköhinta, €", "Yhteensä, €", "Tapaaminen, 90 min", "Arvonlisävero 25,5 %", "Yhteensä"),
    "sv": ("Post", "Antal", "Pris per enhet, €", "Totalt, €", "Möte, 90 min", "Moms 25,5 %", "Totalt"),
    "en": ("Item", "Number", "Unit price, €", "Total, €", "Session, 90 min", "VAT 25.5 %", "Total"),
}
DATES = Table(
    columns=(Column(title="#", numeric=True), Column(title="Aika"), Column(title="Paikka")),
    rows=tuple((str(n), f"to {n}.{n}.2027 klo 9.00–10.30", "Lautakunnankatu 1, Kaarina") for n in range(1, 11)),
)


def facts(language: str = "fi", state: str = "signed", **changed: Any) -> DocumentFacts:
    """A usual contract of three pages: two supervisors, an orderer, ten dates and a price."""
    signed = state == "signed"
    given: dict[str, Any] = {
        "id": "6f1a0c9e2b7d4a53a1c4e8f0b2d39571",
        "version": 2,
        "number": "2026-014",
        "state": state,
        "language": language,
        "network": "Aurajoen työnohjaajat",
        "title": _TITLE[language],
        "subtitle": "Kaarinan kotihoito, ryhmä 2",
        "made_at": NOW,
        "parties": PARTIES,
        "sections": sections(language),
        "signers": tuple(
            signer.model_copy(update={"signed": signed_by(signer, n)}) if signed else signer
            for n, signer in enumerate(SIGNERS)
        ),
        "offered_sha256": None if state == "draft" else SHA,
    }
    return DocumentFacts(**{**given, **changed})


def sections(language: str) -> tuple[Section, ...]:
    clauses = [Section(heading=heading, blocks=(text,)) for heading, text in _CLAUSES[language]]
    number, when, where = _DATES[language]
    dates = Table(
        columns=(Column(title=number, numeric=True), Column(title=when), Column(title=where)), rows=DATES.rows
    )
    item, amount, unit, total, session, vat, whole = _PRICES[language]
    prices = Table(
        columns=(
            Column(title=item),
            *(Column(title=each, numeric=True) for each in (amount, unit, total)),
        ),
        rows=((session, "10", "290,00", "2 900,00"), (vat, "", "", "739,50")),
        total=(whole, "", "", "3 639,50"),
    )
    clauses[0] = clauses[0].model_copy(update={"blocks": (*clauses[0].blocks, dates)})
    clauses[2] = clauses[2].model_copy(update={"blocks": (*clauses[2].blocks, Bullets(items=_GOALS[language]))})
    clauses[3] = clauses[3].model_copy(update={"blocks": (prices, *clauses[3].blocks)})
    return tuple(clauses)


PARTIES = (
    Party(
        role="orderer",
        name="Kaarinan kaupunki, kotihoito",
        details=("Y-tunnus 0133226-9", "Edustajanaan palveluesihenkilö Maria Koskela", "maria.koskela@example.org"),
    ),
    Party(role="supervisor", name="Kaisa Rantala", details=("STOryn hyväksymä työnohjaaja", "kaisa@example.org")),
    Party(role="supervisor", name="Pekka Virtanen", details=("pekka@example.org",)),
)
SIGNERS = (
    Signer(role="orderer", name="Maria Koskela", organisation="Kaarinan kaupunki"),
    Signer(role="supervisor", name="Pekka Virtanen"),
    Signer(role="supervisor", name="Kaisa Rantala"),
)


def signed_by(signer: Signer, days: int = 0) -> Evidence:
    return Evidence(
        name=signer.name,
        at=NOW - timedelta(days=3 - days),
        how="signed_in" if signer.role == "supervisor" else "link",
        address=f"{signer.name.split()[0].lower()}@example.org",
        device="Firefox 145, Android",
    )
