"""Seals a PDF once and for good: PAdES, certified, so that no change whatever is allowed. In a process of its own.

Signatures that are added one by one look broken in readers that people have; so there is this one, at the end. It tells
the time that it is given, and changes nothing of what the document says of itself.
"""

import base64
import io
import json
from datetime import datetime
from typing import Any

from asn1crypto import x509
from asn1crypto.keys import PrivateKeyInfo
from pyhanko.pdf_utils.extensions import DeveloperExtension
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import InvisSigSettings, MDPPerm, SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, SimpleSigner
from pyhanko.sign.signers.pdf_signer import PdfSigningSession
from pyhanko_certvalidator.registry import SimpleCertificateStore

FIELD = "Seal"
DIGEST = "sha256"
_ISO = "/ISO_"
# PDF/A wants it to be printed (it has no size), PDF/UA wants it tagged or outside of the page.
_NOWHERE = InvisSigSettings(set_print_flag=True, set_hidden_flag=False, box_out_of_bounds=True)


def signer_of(told: bytes) -> SimpleSigner:
    """What signs, from what `key.SealKey.told` says."""
    key, certificate, *issuers = (base64.b64decode(each) for each in json.loads(told))
    store = SimpleCertificateStore()  # type: ignore[no-untyped-call]
    store.register_multiple([x509.Certificate.load(each) for each in issuers])
    return SimpleSigner(x509.Certificate.load(certificate), PrivateKeyInfo.load(key), store)


def sealed(pdf: bytes, signer: SimpleSigner, at: datetime, name: str, reason: str) -> bytes:
    """The same document with its seal. `name`: who seals; `reason`: why, in the document's language."""
    about = PdfSignatureMetadata(
        field_name=FIELD,
        md_algorithm=DIGEST,
        name=name,
        reason=reason,
        subfilter=SigSeedSubFilter.PADES,
        certify=True,
        docmdp_permissions=MDPPerm.NO_CHANGES,
    )
    place = SigFieldSpec(FIELD, invis_sig_settings=_NOWHERE, readable_field_name=reason)
    out = _Signer(at, about, signer=signer, new_field_spec=place).sign_pdf(_Writer(io.BytesIO(pdf)))
    found: bytes = out.getvalue()
    return found


class _Signer(PdfSigner):
    """Tells the time that it is given."""

    def __init__(self, at: datetime, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._at = at

    def init_signing_session(self, *given: Any, **named: Any) -> PdfSigningSession:
        session = super().init_signing_session(*given, **named)
        session.system_time = self._at
        return session


class _Writer(IncrementalPdfFileWriter):
    """Keeps the document what it is: PDF/A-3, which is PDF 1.7 and no more, with its own metadata."""

    def ensure_output_version(self, version: Any) -> None:
        """It stays what it is."""

    def register_extension(self, ext: DeveloperExtension) -> None:
        """PAdES' own is one of PDF 1.7; those for newer curves are of PDF 2.0, and every reader knows ours without."""
        if ext.prefix_name != _ISO:
            super().register_extension(ext)

    def _update_meta(self) -> None:
        """Their time is the document's, in both places where it is told."""
