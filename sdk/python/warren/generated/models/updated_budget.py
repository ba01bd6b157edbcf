from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.budget_settings import BudgetSettings
    from ..models.cap_states import CapStates


T = TypeVar("T", bound="UpdatedBudget")


@_attrs_define
class UpdatedBudget:
    """A changed budget.

    Attributes:
        agent_id (str): The account's id. Example: acc_k7x9m2p4abcd1234.
        caps (CapStates): The caps; null where there is none.
        ok (bool): Always true.
        on_limit (str): What happens to a charge that would exceed a cap.
            - `reject`: it is refused with 402
            - `approve`: it waits for approval, with 202
        settings (BudgetSettings): Settings of an account's spending. They also apply to its pods.
    """

    agent_id: str
    caps: CapStates
    ok: bool
    on_limit: str
    settings: BudgetSettings
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        agent_id = self.agent_id

        caps = self.caps.to_dict()

        ok = self.ok

        on_limit = self.on_limit

        settings = self.settings.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "agent_id": agent_id,
                "caps": caps,
                "ok": ok,
                "on_limit": on_limit,
                "settings": settings,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.budget_settings import BudgetSettings  # noqa: PLC0415
        from ..models.cap_states import CapStates  # noqa: PLC0415

        d = dict(src_dict)
        agent_id = d.pop("agent_id")

        caps = CapStates.from_dict(d.pop("caps"))

        ok = d.pop("ok")

        on_limit = d.pop("on_limit")

        settings = BudgetSettings.from_dict(d.pop("settings"))

        updated_budget = cls(
            agent_id=agent_id,
            caps=caps,
            ok=ok,
            on_limit=on_limit,
            settings=settings,
        )

        updated_budget.additional_properties = d
        return updated_budget

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
