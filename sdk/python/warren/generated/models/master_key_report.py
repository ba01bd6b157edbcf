from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="MasterKeyReport")


@_attrs_define
class MasterKeyReport:
    """A master key and what depends on it.

    Attributes:
        api_keys (int): API keys that it signed and that are not revoked. They work while `MASTER_KEY` lists it.
        feeds (int): Calendar feeds whose token it signed. They work while `MASTER_KEY` lists it.
        number (int): The key's number in `MASTER_KEY`. Example: 2.
        pods (int): Pods in which everything is encrypted with it.
        seeds (int): Encrypted seeds whose address it hashed. They are found while `MASTER_KEY` lists it. The next
            request that names the address
            moves them to the current key.
        sessions (int): Sessions that it signed. They end within 24 hours.
        unused (bool): Whether nothing needs it, so that it can be removed.
        use (str): `current`: it encrypts and decrypts. `opens`: it decrypts what it encrypted before. `verifies`: it
            only recognizes credentials
            and addresses. `missing`: it is not in `MASTER_KEY`, although something needs it. Example: current.
    """

    api_keys: int
    feeds: int
    number: int
    pods: int
    seeds: int
    sessions: int
    unused: bool
    use: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        api_keys = self.api_keys

        feeds = self.feeds

        number = self.number

        pods = self.pods

        seeds = self.seeds

        sessions = self.sessions

        unused = self.unused

        use = self.use

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "api_keys": api_keys,
                "feeds": feeds,
                "number": number,
                "pods": pods,
                "seeds": seeds,
                "sessions": sessions,
                "unused": unused,
                "use": use,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        api_keys = d.pop("api_keys")

        feeds = d.pop("feeds")

        number = d.pop("number")

        pods = d.pop("pods")

        seeds = d.pop("seeds")

        sessions = d.pop("sessions")

        unused = d.pop("unused")

        use = d.pop("use")

        master_key_report = cls(
            api_keys=api_keys,
            feeds=feeds,
            number=number,
            pods=pods,
            seeds=seeds,
            sessions=sessions,
            unused=unused,
            use=use,
        )

        master_key_report.additional_properties = d
        return master_key_report

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
