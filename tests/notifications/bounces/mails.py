"""Mails as mail servers send them back (RFC 3464, RFC 5965), made in a line."""

REPORT = """From: MAILER-DAEMON@mx.example
To: {to}
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

I'm sorry.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example
Arrival-Date: Tue, 1 Dec 2026 12:00:00 +0000

Final-Recipient: rfc822; aino@verkosto.example
Action: {action}
Status: {status}
Diagnostic-Code: smtp; {said}

--b
Content-Type: text/rfc822-headers

Subject: Can you lead it?

--b--
"""
COMPLAINT = """From: fbl@mx.example
To: {to}
Subject: complaint
MIME-Version: 1.0
Content-Type: multipart/report; report-type=feedback-report; boundary="b"

--b
Content-Type: text/plain

Somebody pressed a button.

--b
Content-Type: message/feedback-report

Feedback-Type: abuse
User-Agent: Some/1.0
Version: 1

--b--
"""
VACATION = "From: aino@verkosto.example\nTo: {to}\nSubject: I am away\nAuto-Submitted: auto-replied\n\nUntil Monday.\n"


def report(to: str, *, action: str = "failed", status: str = "5.1.1", said: str = "550 5.1.1 no such user") -> bytes:
    return REPORT.format(to=to, action=action, status=status, said=said).replace("\n", "\r\n").encode()


def complaint(to: str) -> bytes:
    return COMPLAINT.format(to=to).replace("\n", "\r\n").encode()


def vacation(to: str) -> bytes:
    return VACATION.format(to=to).replace("\n", "\r\n").encode()
