"""What contracts alone is told by its environment: the keys that no other service has."""

from pydantic import Field, SecretStr

from shared.app.settings import Settings


class ContractsSettings(Settings):
    """With these it keeps what happened, and seals what was signed."""

    incident_key: SecretStr | None = Field(None, description="Fernet keys, newest first, comma between")
    seal_key: SecretStr | None = Field(None, description="seals signed contracts (deploy.keys --seal)")
    seal_certificate: str = Field("", description="of that key, PEM or its base64; its issuers' behind it")
    seal_trusted: str = Field("", description="certificates of earlier keys: what they sealed stays genuine")
