from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.links import Links
    from ..models.register import Register


T = TypeVar("T", bound="Welcome")


@_attrs_define
class Welcome:
    """The deployment, and how to begin.

    Attributes:
        description (str): What this deployment offers. Example: Email, calendar, vault and budget for AI agents..
        documentation (str): Every operation, in OpenAPI 3.1. Example: https://warren.example/api.
        links (Links): Links to other parts of the deployment.
        mcp (str): The MCP server. Example: https://warren.example/mcp.
        name (str): The name of the service. Example: Warren.
        register (Register): The request that creates an account, a key and an address.
        version (str): The version of the deployment. Example: 0.1.0.
    """

    description: str
    documentation: str
    links: Links
    mcp: str
    name: str
    register: Register
    version: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        description = self.description

        documentation = self.documentation

        links = self.links.to_dict()

        mcp = self.mcp

        name = self.name

        register = self.register.to_dict()

        version = self.version

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "description": description,
                "documentation": documentation,
                "links": links,
                "mcp": mcp,
                "name": name,
                "register": register,
                "version": version,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.links import Links  # noqa: PLC0415
        from ..models.register import Register  # noqa: PLC0415

        d = dict(src_dict)
        description = d.pop("description")

        documentation = d.pop("documentation")

        links = Links.from_dict(d.pop("links"))

        mcp = d.pop("mcp")

        name = d.pop("name")

        register = Register.from_dict(d.pop("register"))

        version = d.pop("version")

        welcome = cls(
            description=description,
            documentation=documentation,
            links=links,
            mcp=mcp,
            name=name,
            register=register,
            version=version,
        )

        welcome.additional_properties = d
        return welcome

    @property
    def additional_keys(self) -> list[str]:
        return list(self.additional_properties.keys())

    def __getitem__(self, key: str) -> Any:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties
