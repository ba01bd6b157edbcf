from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.attendee import Attendee
    from ..models.invitation import Invitation
    from ..models.person import Person


T = TypeVar("T", bound="CalEvent")


@_attrs_define
class CalEvent:
    """An event, or one occurrence of a repeating event.

    Attributes:
        all_day (bool): Whether the event takes whole days.
        attendee_details (list[Attendee]): The same people with names and answers.
        attendees (list[str]): The email addresses of the attendees. Example: ['ann@mail.example'].
        created_at (datetime.datetime): When it was created.
        end (str): The end; the day after the last one, if `all_day`. Example: 2026-04-01T11:00:00.000Z.
        event_id (str): An event in a calendar. Example: evt_0a1b2c3d4e5f6g7h.
        exdates (list[str]): Excluded occurrences. Example: ['2026-12-02T10:00:00+01:00'].
        id (str): An event in a calendar. Example: evt_0a1b2c3d4e5f6g7h.
        invite (bool): Whether attendees are notified by email.
        reminders (list[int]): Minutes before the start at which to remind.
        sequence (int): The number of changes; of an invitation, the organizer's number.
        start (str): A time, or a date if `all_day`. Example: 2026-04-01T10:00:00.000Z.
        status (str): Whether an event takes place.
            - `confirmed`: it does
            - `tentative`: perhaps
            - `cancelled`: it does not
        summary (str): The title. Example: Team sync.
        transparency (str): Whether an event makes its time busy.
            - `opaque`: yes, `GET /v1/calendar/free-busy` shows it
            - `transparent`: no
        uid (str): The UID of the event (RFC 5545). Example: evt_0a1b2c3d4e5f6g7h@warren.example.
        updated_at (datetime.datetime): When it last changed.
        description (None | str | Unset): Details, for a person. Example: The plan for the next week..
        invitation (Invitation | None | Unset):
        location (None | str | Unset): Where it takes place. Example: Room 4.
        organizer (None | Person | Unset):
        recurrence_id (None | str | Unset): The start of this occurrence by the rule of the repeating event. Example:
            2026-11-25T10:00:00.
        rrule (None | str | Unset): The recurrence rule (RFC 5545). Absent for a single event. Example:
            FREQ=WEEKLY;BYDAY=WE.
        timezone (None | str | Unset): The IANA time zone. Example: Europe/Berlin.
    """

    all_day: bool
    attendee_details: list[Attendee]
    attendees: list[str]
    created_at: datetime.datetime
    end: str
    event_id: str
    exdates: list[str]
    id: str
    invite: bool
    reminders: list[int]
    sequence: int
    start: str
    status: str
    summary: str
    transparency: str
    uid: str
    updated_at: datetime.datetime
    description: None | str | Unset = UNSET
    invitation: Invitation | None | Unset = UNSET
    location: None | str | Unset = UNSET
    organizer: None | Person | Unset = UNSET
    recurrence_id: None | str | Unset = UNSET
    rrule: None | str | Unset = UNSET
    timezone: None | str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.invitation import Invitation  # noqa: PLC0415
        from ..models.person import Person  # noqa: PLC0415

        all_day = self.all_day

        attendee_details = []
        for attendee_details_item_data in self.attendee_details:
            attendee_details_item = attendee_details_item_data.to_dict()
            attendee_details.append(attendee_details_item)

        attendees = self.attendees

        created_at = self.created_at.isoformat()

        end = self.end

        event_id = self.event_id

        exdates = self.exdates

        id = self.id

        invite = self.invite

        reminders = self.reminders

        sequence = self.sequence

        start = self.start

        status = self.status

        summary = self.summary

        transparency = self.transparency

        uid = self.uid

        updated_at = self.updated_at.isoformat()

        description: None | str | Unset
        if isinstance(self.description, Unset):
            description = UNSET
        else:
            description = self.description

        invitation: dict[str, Any] | None | Unset
        if isinstance(self.invitation, Unset):
            invitation = UNSET
        elif isinstance(self.invitation, Invitation):
            invitation = self.invitation.to_dict()
        else:
            invitation = self.invitation

        location: None | str | Unset
        if isinstance(self.location, Unset):
            location = UNSET
        else:
            location = self.location

        organizer: dict[str, Any] | None | Unset
        if isinstance(self.organizer, Unset):
            organizer = UNSET
        elif isinstance(self.organizer, Person):
            organizer = self.organizer.to_dict()
        else:
            organizer = self.organizer

        recurrence_id: None | str | Unset
        if isinstance(self.recurrence_id, Unset):
            recurrence_id = UNSET
        else:
            recurrence_id = self.recurrence_id

        rrule: None | str | Unset
        if isinstance(self.rrule, Unset):
            rrule = UNSET
        else:
            rrule = self.rrule

        timezone: None | str | Unset
        if isinstance(self.timezone, Unset):
            timezone = UNSET
        else:
            timezone = self.timezone

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "all_day": all_day,
                "attendee_details": attendee_details,
                "attendees": attendees,
                "created_at": created_at,
                "end": end,
                "event_id": event_id,
                "exdates": exdates,
                "id": id,
                "invite": invite,
                "reminders": reminders,
                "sequence": sequence,
                "start": start,
                "status": status,
                "summary": summary,
                "transparency": transparency,
                "uid": uid,
                "updated_at": updated_at,
            }
        )
        if description is not UNSET:
            field_dict["description"] = description
        if invitation is not UNSET:
            field_dict["invitation"] = invitation
        if location is not UNSET:
            field_dict["location"] = location
        if organizer is not UNSET:
            field_dict["organizer"] = organizer
        if recurrence_id is not UNSET:
            field_dict["recurrence_id"] = recurrence_id
        if rrule is not UNSET:
            field_dict["rrule"] = rrule
        if timezone is not UNSET:
            field_dict["timezone"] = timezone

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.attendee import Attendee  # noqa: PLC0415
        from ..models.invitation import Invitation  # noqa: PLC0415
        from ..models.person import Person  # noqa: PLC0415

        d = dict(src_dict)
        all_day = d.pop("all_day")

        attendee_details = []
        _attendee_details = d.pop("attendee_details")
        for attendee_details_item_data in _attendee_details:
            attendee_details_item = Attendee.from_dict(attendee_details_item_data)

            attendee_details.append(attendee_details_item)

        attendees = cast(list[str], d.pop("attendees"))

        created_at = datetime.datetime.fromisoformat(d.pop("created_at"))

        end = d.pop("end")

        event_id = d.pop("event_id")

        exdates = cast(list[str], d.pop("exdates"))

        id = d.pop("id")

        invite = d.pop("invite")

        reminders = cast(list[int], d.pop("reminders"))

        sequence = d.pop("sequence")

        start = d.pop("start")

        status = d.pop("status")

        summary = d.pop("summary")

        transparency = d.pop("transparency")

        uid = d.pop("uid")

        updated_at = datetime.datetime.fromisoformat(d.pop("updated_at"))

        def _parse_description(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        description = _parse_description(d.pop("description", UNSET))

        def _parse_invitation(data: object) -> Invitation | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                invitation_type_0 = Invitation.from_dict(data)

                return invitation_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(Invitation | None | Unset, data)

        invitation = _parse_invitation(d.pop("invitation", UNSET))

        def _parse_location(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        location = _parse_location(d.pop("location", UNSET))

        def _parse_organizer(data: object) -> None | Person | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                organizer_type_0 = Person.from_dict(data)

                return organizer_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | Person | Unset, data)

        organizer = _parse_organizer(d.pop("organizer", UNSET))

        def _parse_recurrence_id(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        recurrence_id = _parse_recurrence_id(d.pop("recurrence_id", UNSET))

        def _parse_rrule(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        rrule = _parse_rrule(d.pop("rrule", UNSET))

        def _parse_timezone(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        timezone = _parse_timezone(d.pop("timezone", UNSET))

        cal_event = cls(
            all_day=all_day,
            attendee_details=attendee_details,
            attendees=attendees,
            created_at=created_at,
            end=end,
            event_id=event_id,
            exdates=exdates,
            id=id,
            invite=invite,
            reminders=reminders,
            sequence=sequence,
            start=start,
            status=status,
            summary=summary,
            transparency=transparency,
            uid=uid,
            updated_at=updated_at,
            description=description,
            invitation=invitation,
            location=location,
            organizer=organizer,
            recurrence_id=recurrence_id,
            rrule=rrule,
            timezone=timezone,
        )

        cal_event.additional_properties = d
        return cal_event

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
