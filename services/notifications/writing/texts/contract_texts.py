"""What the letters about a contract say. Prices, goals and participants are in none."""

from gettext import NullTranslations

from services.notifications.writing.content import Content
from services.notifications.writing.model import Facts
from shared.i18n import Times


class ContractTexts:
    """The part of the writer for those who sign, and those who drafted."""

    _t: NullTranslations
    _times: Times
    _language: str

    def signature_awaited(self, facts: Facts) -> Content:
        _ = self._t.gettext
        until = self._times.day(facts.answer_by, self._language) if facts.answer_by else ""
        title = {"title": facts.title}
        reminded = _("A reminder: the contract %(title)s waits for your signature") % title
        return Content(
            subject=reminded if facts.reminder else _("The contract %(title)s is to be signed by you") % title,
            paragraphs=[
                _("A contract on supervision is ready, and it is your turn to sign it, until %(day)s.")
                % {"day": until},
                _("You read it and sign it on the page below. If something should be changed, you can say so there."),
                _("Yours is the last signature: with it the contract is valid.")
                if facts.last
                else _("When you have signed, the next signer gets a link."),
            ],
            facts=self._which(facts),
            button=(_("Read and sign"), facts.link or ""),
            after=[_("The link is yours alone. Don't pass it on.")],
        )

    def contract_declined(self, facts: Facts) -> Content:
        _ = self._t.gettext
        return Content(
            subject=_("The contract %(title)s came back unsigned") % {"title": facts.title},
            paragraphs=[
                _("%(name)s has not signed the contract. It is a draft again.") % {"name": facts.colleague},
                _("What they wish to be changed stands on the contract's page, if they wrote it."),
            ],
            facts=self._which(facts),
            button=(_("Open the draft"), facts.link or ""),
        )

    def contract_lapsed(self, facts: Facts) -> Content:
        _ = self._t.gettext
        return Content(
            subject=_("The contract %(title)s was not signed in time") % {"title": facts.title},
            paragraphs=[
                _("%(name)s has not signed the contract in time. The links open nothing any more.")
                % {"name": facts.colleague},
                _("You can take it back to its draft, change it if need be, and send it anew."),
            ],
            facts=self._which(facts),
            button=(_("Open the contract"), facts.link or ""),
        )

    def contract_withdrawn(self, facts: Facts) -> Content:
        _ = self._t.gettext
        return Content(
            subject=_("The contract %(title)s is not to be signed now") % {"title": facts.title},
            paragraphs=[
                _("It is being changed or was withdrawn. The link that you have opens nothing any more."),
                _(
                    "If you have signed already, your signature doesn't hold. For a changed contract you get a new link."
                ),
            ],
            facts=self._which(facts),
        )

    def contract_signed(self, facts: Facts) -> Content:
        _ = self._t.gettext
        return Content(
            subject=_("The contract %(title)s is signed by all") % {"title": facts.title},
            paragraphs=[_("The contract is valid from now on. The sealed document is on the page below.")],
            facts=self._which(facts),
            button=(_("Open the signed contract"), facts.link or ""),
            after=[_("Keep a copy: whether it is genuine can be seen of its seal.")],
        )

    def _which(self, facts: Facts) -> list[tuple[str, str]]:
        _ = self._t.gettext
        return [(_("Contract"), facts.title), (_("Organisation"), facts.organisation)]
