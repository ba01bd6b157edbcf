from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.budget_settings import BudgetSettings
    from ..models.cap_states import CapStates
    from ..models.run_cap import RunCap


T = TypeVar("T", bound="BudgetState")


@_attrs_define
class BudgetState:
    """A budget.

    Attributes:
        agent_id (str): The id of the account or of the pod. Example: pod_0a1b2c3d4e5f6g7h.
        atomic_unit (str): The unit of all amounts. Example: 1e-6 USDC (one millionth of one USDC).
        caps (CapStates): The caps; null where there is none.
        currency (str): Always `USDC`. Example: USDC.
        has_caps (bool): Whether there is at least one of these caps.
        note (str): The unit of all amounts, for people. Example: Caps are checked when a charge is made..
        on_limit (str): What happens to a charge that would exceed a cap.
            - `reject`: it is refused with 402
            - `approve`: it waits for approval, with 202
        settings (BudgetSettings): Settings of an account's spending. They also apply to its pods.
        status (str): Whether money can be spent.
            - `active`: yes
            - `limit_reached`: a cap is used up
        available_usdc (int | None | Unset): What these caps and those of `runs` still allow, in atomic USDC; null
            without caps. A pod's number leaves out the account's caps, because they would
            show what other pods spend.
        runs (list[RunCap] | Unset): With a run's key: the caps of the run and of the runs above it; absent if they have
            none.
    """

    agent_id: str
    atomic_unit: str
    caps: CapStates
    currency: str
    has_caps: bool
    note: str
    on_limit: str
    settings: BudgetSettings
    status: str
    available_usdc: int | None | Unset = UNSET
    runs: list[RunCap] | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        agent_id = self.agent_id

        atomic_unit = self.atomic_unit

        caps = self.caps.to_dict()

        currency = self.currency

        has_caps = self.has_caps

        note = self.note

        on_limit = self.on_limit

        settings = self.settings.to_dict()

        status = self.status

        available_usdc: int | None | Unset
        if isinstance(self.available_usdc, Unset):
            available_usdc = UNSET
        else:
            available_usdc = self.available_usdc

        runs: list[dict[str, Any]] | Unset = UNSET
        if not isinstance(self.runs, Unset):
            runs = []
            for runs_item_data in self.runs:
                runs_item = runs_item_data.to_dict()
                runs.append(runs_item)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "agent_id": agent_id,
                "atomic_unit": atomic_unit,
                "caps": caps,
                "currency": currency,
                "has_caps": has_caps,
                "note": note,
                "on_limit": on_limit,
                "settings": settings,
                "status": status,
            }
        )
        if available_usdc is not UNSET:
            field_dict["available_usdc"] = available_usdc
        if runs is not UNSET:
            field_dict["runs"] = runs

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.budget_settings import BudgetSettings  # noqa: PLC0415
        from ..models.cap_states import CapStates  # noqa: PLC0415
        from ..models.run_cap import RunCap  # noqa: PLC0415

        d = dict(src_dict)
        agent_id = d.pop("agent_id")

        atomic_unit = d.pop("atomic_unit")

        caps = CapStates.from_dict(d.pop("caps"))

        currency = d.pop("currency")

        has_caps = d.pop("has_caps")

        note = d.pop("note")

        on_limit = d.pop("on_limit")

        settings = BudgetSettings.from_dict(d.pop("settings"))

        status = d.pop("status")

        def _parse_available_usdc(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        available_usdc = _parse_available_usdc(d.pop("available_usdc", UNSET))

        _runs = d.pop("runs", UNSET)
        runs: list[RunCap] | Unset = UNSET
        if _runs is not UNSET:
            runs = []
            for runs_item_data in _runs:
                runs_item = RunCap.from_dict(runs_item_data)

                runs.append(runs_item)

        budget_state = cls(
            agent_id=agent_id,
            atomic_unit=atomic_unit,
            caps=caps,
            currency=currency,
            has_caps=has_caps,
            note=note,
            on_limit=on_limit,
            settings=settings,
            status=status,
            available_usdc=available_usdc,
            runs=runs,
        )

        budget_state.additional_properties = d
        return budget_state

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
