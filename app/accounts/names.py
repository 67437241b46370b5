"""Names and addresses as they are stored and compared."""

from __future__ import annotations

import re

from app.core.errors import Invalid

_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s.]+(\.[^@\s.]+)+")
_ADDRESS = re.compile(r"https?://[^\s\x00-\x1f\x7f]+")
_COUNTRY = re.compile("[A-Z]{2}")


class InvalidEmail(Invalid):
    """That is not an e-mail address."""

    code = "INVALID_EMAIL"


class InvalidName(Invalid):
    """Give a name of 1 to 120 characters."""

    code = "INVALID_NAME"


class InvalidPicture(Invalid):
    """A picture is at an address that begins with https:// or http:// and has at most 500 characters."""

    code = "INVALID_PICTURE"


class InvalidCountry(Invalid):
    """A country is two letters, as in ISO 3166-1."""

    code = "INVALID_COUNTRY"


def normal_email(text: str) -> str:
    """An address as it is stored and compared."""
    email = text.strip().lower()
    if len(email) > 254 or not _EMAIL.fullmatch(email):
        raise InvalidEmail(path=("input", "email"))
    return email


def normal_name(text: str, *path: str) -> str:
    """A display name without surrounding space."""
    name = text.strip()
    if not 1 <= len(name) <= 120:
        raise InvalidName(path=path or ("input", "name"))
    return name


def normal_picture(text: str) -> str:
    """The address of a picture."""
    address = text.strip()
    if len(address) > 500 or not _ADDRESS.fullmatch(address):
        raise InvalidPicture(path=("input", "iconUri"))
    return address


def normal_country(text: str) -> str:
    """A country's code in capitals."""
    code = text.strip().upper()
    if not _COUNTRY.fullmatch(code):
        raise InvalidCountry(path=("input", "countryCode"))
    return code
