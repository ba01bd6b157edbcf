"""What Python's email package makes of messages: an opinion that owes nothing to the parser under test.

Paths come in on standard input, one a line; a JSON object goes out for each. Which parts are the body is a rule, not parsing, and
Python's own differs (it picks one part); so RFC 8621, section 4.1.4, is written down here a second time.
"""

import email
import email.policy
import email.utils
import hashlib
import json
import sys


def quietly(read, otherwise=None):
    """Python refuses some malformed fields with an exception of any kind."""
    try:
        return read()
    except Exception:
        return otherwise


def clean(text):
    """Bytes that Python could not read travel as lone surrogates, which JSON cannot hold."""
    return None if text is None else str(text).encode("utf-8", "replace").decode("utf-8")


def text_of(part):
    payload = part.get_payload(decode=True) or b""
    charset = quietly(lambda: part.get_content_charset()) or "us-ascii"
    try:
        return payload.decode(charset, "replace")
    except (LookupError, UnicodeError):
        # A set that Python does not know: it has no opinion.
        return quietly(lambda: payload.decode("utf-8")) or payload.decode("windows-1252", "replace")


def is_multipart(part):
    return part.get_content_maintype() == "multipart" and isinstance(part.get_payload(), list) and part.get_payload()


def leaves(part, place=("", True, None)):
    """The parts that are no multipart, each with its parent's subtype, whether it comes first and the choice of forms it lies in."""
    if not is_multipart(part):
        yield part, place
        return
    subtype = part.get_content_subtype()
    choice = place[2] or (id(part) if subtype == "alternative" else None)
    for index, child in enumerate(part.get_payload()):
        yield from leaves(child, (subtype, index == 0, choice))


def is_body(part, parent, first):
    kind = part.get_content_type()
    if part.get_content_maintype() == "multipart":
        kind = "text/plain"
    return (
        kind in ("text/plain", "text/html")
        and quietly(part.get_content_disposition) != "attachment"
        and (first or parent != "related" and not quietly(part.get_filename))
    )


def attachment(part):
    kind = part.get_content_type()
    found = {"content_type": kind, "filename": clean(quietly(part.get_filename))}
    payload = part.get_payload()
    if kind == "message/rfc822" and isinstance(payload, list) and not part.get("content-transfer-encoding", "").strip().lower().startswith(("base64", "quoted")):
        found["message"] = describe(payload[0])
    elif not isinstance(payload, list):
        data = part.get_payload(decode=True) or b""
        found["size"] = len(data)
        found["sha256"] = hashlib.sha256(data).hexdigest()
    return found


def date_of(message):
    moment = email.utils.parsedate_to_datetime(str(message["date"]))
    if moment.tzinfo is None:
        import datetime

        moment = moment.replace(tzinfo=datetime.timezone.utc)
    return int(moment.timestamp()) * 1000


def people(message, name):
    field = message[name]
    return [] if field is None else [clean(who.addr_spec) for who in field.addresses]


def name_of(message):
    """The newer interface ignores names in comments: `ann@example.com (Ann)`."""
    raw = next(value for name, value in message.raw_items() if name.lower() == "from")
    return message["from"].addresses[0].display_name or email.utils.parseaddr(str(raw))[0]


def describe(message):
    parts = list(leaves(message))
    bodies = [(part, place) for part, place in parts if is_body(part, place[0], place[1])]
    plain = [(part, place) for part, place in bodies if part.get_content_type() != "text/html"]
    html = [(part, place) for part, place in bodies if part.get_content_type() == "text/html"]
    with_plain = {place[2] for _, place in plain}
    return {
        "subject": clean(quietly(lambda: message["subject"])),
        "from": quietly(lambda: people(message, "from"), []),
        "from_name": clean(quietly(lambda: name_of(message))),
        "to": quietly(lambda: people(message, "to"), []),
        "cc": quietly(lambda: people(message, "cc"), []),
        "reply_to": quietly(lambda: people(message, "reply-to"), []),
        "message_id": clean(quietly(lambda: message["message-id"])),
        "date": quietly(lambda: date_of(message)),
        "text": clean("\n".join(text_of(part) for part, _ in plain)) if plain else None,
        "html": clean("\n".join(text_of(part) for part, _ in html)) if html else None,
        # Our text then has that HTML as text too, which Python does not offer.
        "mixed": bool(plain) and any(place[2] is None or place[2] not in with_plain for _, place in html),
        "attachments": [attachment(part) for part, place in parts if not is_body(part, place[0], place[1])],
    }


# Not `message_from_binary_file`: that one changes the line ends.
for path in sys.stdin.read().splitlines():
    with open(path, "rb") as file:
        message = email.message_from_bytes(file.read(), policy=email.policy.default)
    print(json.dumps({"file": path, **describe(message)}))
