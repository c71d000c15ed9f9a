"""The network as a contact (vCard 3.0, RFC 2426, which every phone reads). Pure."""


def written(name: str, phone: str | None, email: str) -> str:
    """Lines end as the format wants it."""
    lines = [
        "BEGIN:VCARD",
        "VERSION:3.0",
        f"N:{_text(name)};;;;",
        f"FN:{_text(name)}",
        f"ORG:{_text(name)}",
        *([f"TEL;TYPE=WORK,VOICE:{_text(phone)}"] if phone else []),
        f"EMAIL;TYPE=INTERNET:{_text(email)}",
        "END:VCARD",
    ]
    return "".join(f"{each}\r\n" for each in lines)


def _text(value: str) -> str:
    """What would end a field is written out."""
    one_line = " ".join(value.split())
    return one_line.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
