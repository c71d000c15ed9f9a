"""A contract's document: as it was stored when it was offered or sealed; of a draft as it would read now."""

from services.contracts.agreements.clauses import text_of
from services.contracts.agreements.document.documents import Documents
from services.contracts.agreements.facts import document_facts
from services.contracts.agreements.model import Agreement
from services.contracts.agreements.store import Papers
from services.contracts.agreements.words import writer
from shared.app.service import App


async def paper_of(app: App, agreement: Agreement) -> bytes:
    """Raises NotMadeError."""
    if agreement.state in ("offered", "signed") and (stored := await Papers(app.tx).get(agreement.id)):
        return stored
    words = writer(agreement.terms.language)
    facts = document_facts(agreement, text_of(agreement.terms, words), words, app.pages.network_name, app.clock())
    return (await Documents.of(app.settings).render(facts)).pdf
