from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

T = TypeVar("T", bound="NewAccountSlug")


@_attrs_define
class NewAccountSlug:
    """A slug to set.

    Attributes:
        slug (str): 2 to 63 lower-case letters, digits and hyphens. Example: my-org.
    """

    slug: str

    def to_dict(self) -> dict[str, Any]:
        slug = self.slug

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "slug": slug,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        slug = d.pop("slug")

        new_account_slug = cls(
            slug=slug,
        )

        return new_account_slug
