"""The links by which a contract is signed: each opens one version of one contract for one signer."""

from dataclasses import dataclass

from services.contracts.agreements.model import Agreement, Signer
from shared.app.settings import Settings
from shared.tokens import derive, digest


@dataclass(frozen=True, slots=True)
class SigningLinks:
    """Made again from the key whenever a mail needs one; only digests are stored."""

    secret: str
    public_url: str

    @staticmethod
    def of(settings: Settings) -> "SigningLinks":
        return SigningLinks(settings.service_key, settings.public_url)

    def token(self, agreement_id: str, version: int, signer_id: str) -> str:
        return derive(self.secret, "sign", f"{agreement_id}:{version}:{signer_id}")

    def key(self, agreement_id: str, version: int, signer_id: str) -> str:
        return digest(self.token(agreement_id, version, signer_id))

    def link(self, agreement: Agreement, signer: Signer) -> str:
        token = self.token(agreement.id, agreement.version, signer.id)
        return f"{self.public_url}/contracts/signatures/{token}"

    def page(self, agreement: Agreement) -> str:
        """Where those who drafted it see it."""
        return f"{self.public_url}/contracts/agreements/{agreement.id}"
