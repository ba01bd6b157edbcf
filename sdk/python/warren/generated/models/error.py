from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.exceeded import Exceeded
    from ..models.mail_left import MailLeft
    from ..models.recipient_state import RecipientState


T = TypeVar("T", bound="Error")


@_attrs_define
class Error:
    """An error.

    Attributes:
        code (str): The code of an error.
            - `invalid_body`: The body is not valid JSON, or a field has the wrong type.
            - `invalid_request`: A field or parameter has a value that the operation does not accept.
            - `unknown_field`: The request has a field or parameter that the operation does not know.
            - `missing_fields`: The body lacks a required field.
            - `missing_params`: The query lacks a required parameter.
            - `missing_address`: The operation needs an email address, and none was sent.
            - `invalid_address`: The address is malformed, or its domain is not known to this deployment.
            - `invalid_content`: The content of the observation is too long.
            - `invalid_email`: The value is not an email address.
            - `invalid_url`: Webhooks cannot be sent to this URL; `message` says why.
            - `invalid_public_key`: The value is not an X25519 public key of 32 bytes, or it is a weak one.
            - `invalid_ciphertext`: The value is empty, or it does not look encrypted and the vault requires that.
            - `invalid_encrypted_seed`: The value is neither base64 nor hex.
            - `invalid_caps`: A cap or rate limit is not positive, or the limit of a longer period is lower than that of a
            shorter one.
            - `authorization_pending`: The operator, or the person, has not decided yet (RFC 8628).
            - `slow_down`: The poll came too early; `interval` is now longer (RFC 8628).
            - `access_denied`: The operator, or the person, denied the request (RFC 8628).
            - `expired_token`: The request has expired (RFC 8628).
            - `invalid_grant`: The code or the refresh token is unknown, was used before, has expired, or belongs to another
            client or pod (RFC 6749).
            - `invalid_client`: There is no such OAuth client, or its metadata cannot be read (RFC 6749).
            - `invalid_client_metadata`: A field of the client's metadata has a value that cannot be registered (RFC 7591).
            - `invalid_scope`: None of the scopes can be granted, or the grant does not have one of them (RFC 6749).
            - `invalid_target`: The value of `resource` is no resource of this deployment, or not that of the grant (RFC
            8707).
            - `invalid_redirect_uri`: A redirect URI is neither https nor http to the client's own machine (RFC 7591).
            - `unauthorized_client`: The client has not registered the grant type (RFC 6749).
            - `unsupported_grant_type`: The value of `grant_type` is not supported (RFC 6749).
            - `unsupported_response_type`: The value of `response_type` is not `code` (RFC 6749).
            - `invalid_domain`: The value is not a domain that an account can add.
            - `invalid_summary`: The event has no summary, or the summary is too long.
            - `invalid_start`: The start is not a valid date or time.
            - `invalid_end`: The end is not a valid date or time.
            - `invalid_date_range`: The end is not after the start, or the range is too long.
            - `invalid_payment`: The payment header cannot be decoded.
            - `invalid_attendees`: The attendees are not valid, or there are too many.
            - `invalid_filter`: The filter of a SCIM list or path is not valid, or needs what is not supported.
            - `invalid_path`: The path of a SCIM attribute is not one of the resource.
            - `no_target`: The path of a SCIM patch selects no value.
            - `read_only`: The SCIM attribute cannot be changed or removed.
            - `agent_type_unavailable`: The runner cannot start agents of this type; `fix` lists its types.
            - `invalid_agent_id`: The value is not the id of an account.
            - `unauthorized`: The credential is missing, unknown, expired or revoked.
            - `payment_required`: A limit is reached; `accepts` lists how to pay for this request, if that is possible.
            - `upgrade_required`: The account has reached a limit of its tier.
            - `entitlement_required`: The deployment has not enabled tenants (`MULTI_TENANT`).
            - `quota_exceeded`: The account has as many pods as the deployment allows; `limit` and `current` say how many.
            - `spending_cap_exceeded`: The charge would exceed a spending cap; `exceeded` lists the caps.
            - `pod_auth_forbidden`: The operation needs the account's key or a session; a pod's key was sent.
            - `pod_suspended`: The pod is suspended; the account can resume it.
            - `address_reserved`: The local part of the address is reserved.
            - `address_limit`: The account has as many addresses as its tier allows, or has deleted 1,000 within 90 days.
            - `invalid_sender`: The sender's address is not at a domain of this deployment or of the account.
            - `not_your_address`: The sender's address does not belong to the caller.
            - `sending_suspended`: Sending is suspended because too many recipients' servers refused mail of this pod.
            - `address_not_yours`: The address belongs to another pod or account.
            - `domain_not_yours`: The domain belongs to another account, or serves another environment only.
            - `domain_unverified`: The account has added the domain but has not proved that it owns it.
            - `webhook_limit_reached`: The pod has the maximum number of webhooks.
            - `calendar_limit_reached`: The calendar has the maximum number of events.
            - `https_required`: The request was sent without TLS.
            - `wrong_tenant`: The credential belongs to another tenant than the one that the host names.
            - `forbidden`: The caller may not do this.
            - `egress_not_allowed`: The pod's `egress_fqdns` do not have the host; `host` names it.
            - `missing_scope`: The key does not have the permission of the operation; `permission` names it.
            - `ip_not_allowed`: The key cannot be used from the caller's IP address.
            - `key_limit_reached`: The pod has the maximum number of keys.
            - `push_limit_reached`: The person has notifications in the maximum number of browsers.
            - `rule_limit`: The pod has the maximum number of rules.
            - `vault_limit_reached`: The vault has as many keys as the tier allows, or the email address has the maximum
            number of seeds.
            - `no_operator_email`: The account has no operator email.
            - `self_approval_forbidden`: The account requires a second principal: only a signed-in person can do this.
            - `policy_violation`: The pod's policy does not allow the charge; `reason` says why.
            - `storage_limit_reached`: The pod's sent mail takes as many bytes as the tier allows.
            - `hold_limit_reached`: The account or the pod has the maximum number of open holds.
            - `repository_limit_reached`: The environment has the maximum number of repositories.
            - `run_limit_reached`: The environment has the maximum number of runs that have not ended.
            - `custom_commands_off`: The runner does not start commands that a request names.
            - `ceiling_exceeded`: A ceiling does not allow the type of agent, a tool or the model; `name` says which, and
            `bound` whose ceiling it is.
            - `session_over`: The session of the MCP server is over, or belongs to another key. Initialize again.
            - `not_found`: The resource does not exist, or the caller has no access to it.
            - `unknown_host`: The host is that of no tenant.
            - `method_not_allowed`: The path exists, but not with this method.
            - `in_progress`: The same operation is still running; try again later.
            - `not_invited`: The event is not an invitation to this pod.
            - `already_resolved`: The decision was made before and cannot be changed.
            - `payment_mismatch`: The payment was already used for a different request.
            - `address_taken`: The address belongs to another pod or account.
            - `address_quarantined`: The address belonged to a purged pod of another account less than 90 days ago.
            - `domain_taken`: Another account has proved that it owns the domain.
            - `domain_in_use`: Addresses are still claimed at the domain, or another environment of the account has it.
            - `member_exists`: A person of the account has this email address already.
            - `last_owner`: The account must keep an owner who can sign in.
            - `slug_taken`: Another pod of the account or of this deployment has the slug.
            - `cannot_reassign`: The inboxes of the environment cannot be moved there; `message` says why.
            - `group_exists`: Another SCIM group of the account has the name.
            - `rule_exists`: A rule with the same match exists for this mailbox.
            - `version_conflict`: The key has another version; `current_version` says which.
            - `vault_key_exists`: The vault has a key of this name that is not deleted.
            - `backup_exists`: The account already has a backup key.
            - `webhook_disabled`: The webhook is disabled, so nothing is delivered to it.
            - `idempotency_in_flight`: The first request with this `Idempotency-Key` is still running.
            - `hold_over`: The hold has ended; `status` says how.
            - `runner_full`: The runner has as many runs as it takes; `max_runs` says how many.
            - `input_full`: The run has not read the input that it has; try again after `Retry-After`.
            - `repository_exists`: The environment has a repository of this name.
            - `run_ended`: The run has ended, so it takes no input.
            - `expired`: The resource has expired.
            - `precondition_failed`: The resource has another version than `If-Match` names.
            - `too_large`: The body, a field or the message is larger than the operation accepts.
            - `idempotency_mismatch`: The `Idempotency-Key` or `client_id` was already used with a different request.
            - `websocket_required`: The path accepts WebSocket upgrades only.
            - `stream_limit`: The credential has too many open streams of the MCP server, or its sessions follow too many
            resources.
            - `rate_limited`: Too many requests; try again after `Retry-After`.
            - `internal_error`: The deployment failed; the operator finds the cause in the log by `request_id`.
            - `not_implemented`: The deployment does not support this part of the protocol.
            - `dns_failed`: The DNS resolver did not answer; nothing was changed.
            - `provider_failed`: Cloudflare's API refused the request or did not answer; `message` says why.
            - `facilitator_failed`: The payment could not be checked; nothing was done and nothing was paid.
            - `not_ready`: The database lacks migrations or does not answer.
            - `storage_exhausted`: The deployment's storage for unconfirmed seeds is full; try again after `Retry-After`.
            - `payment_pending`: It is not known yet whether the payment was settled; send the same request with the same
            payment again.
            - `delivery_failed`: No recipient accepted the message; `message` says why.
            - `misconfigured`: The deployment's configuration is invalid; its log says what.
        error (str): The code of an error.
            - `invalid_body`: The body is not valid JSON, or a field has the wrong type.
            - `invalid_request`: A field or parameter has a value that the operation does not accept.
            - `unknown_field`: The request has a field or parameter that the operation does not know.
            - `missing_fields`: The body lacks a required field.
            - `missing_params`: The query lacks a required parameter.
            - `missing_address`: The operation needs an email address, and none was sent.
            - `invalid_address`: The address is malformed, or its domain is not known to this deployment.
            - `invalid_content`: The content of the observation is too long.
            - `invalid_email`: The value is not an email address.
            - `invalid_url`: Webhooks cannot be sent to this URL; `message` says why.
            - `invalid_public_key`: The value is not an X25519 public key of 32 bytes, or it is a weak one.
            - `invalid_ciphertext`: The value is empty, or it does not look encrypted and the vault requires that.
            - `invalid_encrypted_seed`: The value is neither base64 nor hex.
            - `invalid_caps`: A cap or rate limit is not positive, or the limit of a longer period is lower than that of a
            shorter one.
            - `authorization_pending`: The operator, or the person, has not decided yet (RFC 8628).
            - `slow_down`: The poll came too early; `interval` is now longer (RFC 8628).
            - `access_denied`: The operator, or the person, denied the request (RFC 8628).
            - `expired_token`: The request has expired (RFC 8628).
            - `invalid_grant`: The code or the refresh token is unknown, was used before, has expired, or belongs to another
            client or pod (RFC 6749).
            - `invalid_client`: There is no such OAuth client, or its metadata cannot be read (RFC 6749).
            - `invalid_client_metadata`: A field of the client's metadata has a value that cannot be registered (RFC 7591).
            - `invalid_scope`: None of the scopes can be granted, or the grant does not have one of them (RFC 6749).
            - `invalid_target`: The value of `resource` is no resource of this deployment, or not that of the grant (RFC
            8707).
            - `invalid_redirect_uri`: A redirect URI is neither https nor http to the client's own machine (RFC 7591).
            - `unauthorized_client`: The client has not registered the grant type (RFC 6749).
            - `unsupported_grant_type`: The value of `grant_type` is not supported (RFC 6749).
            - `unsupported_response_type`: The value of `response_type` is not `code` (RFC 6749).
            - `invalid_domain`: The value is not a domain that an account can add.
            - `invalid_summary`: The event has no summary, or the summary is too long.
            - `invalid_start`: The start is not a valid date or time.
            - `invalid_end`: The end is not a valid date or time.
            - `invalid_date_range`: The end is not after the start, or the range is too long.
            - `invalid_payment`: The payment header cannot be decoded.
            - `invalid_attendees`: The attendees are not valid, or there are too many.
            - `invalid_filter`: The filter of a SCIM list or path is not valid, or needs what is not supported.
            - `invalid_path`: The path of a SCIM attribute is not one of the resource.
            - `no_target`: The path of a SCIM patch selects no value.
            - `read_only`: The SCIM attribute cannot be changed or removed.
            - `agent_type_unavailable`: The runner cannot start agents of this type; `fix` lists its types.
            - `invalid_agent_id`: The value is not the id of an account.
            - `unauthorized`: The credential is missing, unknown, expired or revoked.
            - `payment_required`: A limit is reached; `accepts` lists how to pay for this request, if that is possible.
            - `upgrade_required`: The account has reached a limit of its tier.
            - `entitlement_required`: The deployment has not enabled tenants (`MULTI_TENANT`).
            - `quota_exceeded`: The account has as many pods as the deployment allows; `limit` and `current` say how many.
            - `spending_cap_exceeded`: The charge would exceed a spending cap; `exceeded` lists the caps.
            - `pod_auth_forbidden`: The operation needs the account's key or a session; a pod's key was sent.
            - `pod_suspended`: The pod is suspended; the account can resume it.
            - `address_reserved`: The local part of the address is reserved.
            - `address_limit`: The account has as many addresses as its tier allows, or has deleted 1,000 within 90 days.
            - `invalid_sender`: The sender's address is not at a domain of this deployment or of the account.
            - `not_your_address`: The sender's address does not belong to the caller.
            - `sending_suspended`: Sending is suspended because too many recipients' servers refused mail of this pod.
            - `address_not_yours`: The address belongs to another pod or account.
            - `domain_not_yours`: The domain belongs to another account, or serves another environment only.
            - `domain_unverified`: The account has added the domain but has not proved that it owns it.
            - `webhook_limit_reached`: The pod has the maximum number of webhooks.
            - `calendar_limit_reached`: The calendar has the maximum number of events.
            - `https_required`: The request was sent without TLS.
            - `wrong_tenant`: The credential belongs to another tenant than the one that the host names.
            - `forbidden`: The caller may not do this.
            - `egress_not_allowed`: The pod's `egress_fqdns` do not have the host; `host` names it.
            - `missing_scope`: The key does not have the permission of the operation; `permission` names it.
            - `ip_not_allowed`: The key cannot be used from the caller's IP address.
            - `key_limit_reached`: The pod has the maximum number of keys.
            - `push_limit_reached`: The person has notifications in the maximum number of browsers.
            - `rule_limit`: The pod has the maximum number of rules.
            - `vault_limit_reached`: The vault has as many keys as the tier allows, or the email address has the maximum
            number of seeds.
            - `no_operator_email`: The account has no operator email.
            - `self_approval_forbidden`: The account requires a second principal: only a signed-in person can do this.
            - `policy_violation`: The pod's policy does not allow the charge; `reason` says why.
            - `storage_limit_reached`: The pod's sent mail takes as many bytes as the tier allows.
            - `hold_limit_reached`: The account or the pod has the maximum number of open holds.
            - `repository_limit_reached`: The environment has the maximum number of repositories.
            - `run_limit_reached`: The environment has the maximum number of runs that have not ended.
            - `custom_commands_off`: The runner does not start commands that a request names.
            - `ceiling_exceeded`: A ceiling does not allow the type of agent, a tool or the model; `name` says which, and
            `bound` whose ceiling it is.
            - `session_over`: The session of the MCP server is over, or belongs to another key. Initialize again.
            - `not_found`: The resource does not exist, or the caller has no access to it.
            - `unknown_host`: The host is that of no tenant.
            - `method_not_allowed`: The path exists, but not with this method.
            - `in_progress`: The same operation is still running; try again later.
            - `not_invited`: The event is not an invitation to this pod.
            - `already_resolved`: The decision was made before and cannot be changed.
            - `payment_mismatch`: The payment was already used for a different request.
            - `address_taken`: The address belongs to another pod or account.
            - `address_quarantined`: The address belonged to a purged pod of another account less than 90 days ago.
            - `domain_taken`: Another account has proved that it owns the domain.
            - `domain_in_use`: Addresses are still claimed at the domain, or another environment of the account has it.
            - `member_exists`: A person of the account has this email address already.
            - `last_owner`: The account must keep an owner who can sign in.
            - `slug_taken`: Another pod of the account or of this deployment has the slug.
            - `cannot_reassign`: The inboxes of the environment cannot be moved there; `message` says why.
            - `group_exists`: Another SCIM group of the account has the name.
            - `rule_exists`: A rule with the same match exists for this mailbox.
            - `version_conflict`: The key has another version; `current_version` says which.
            - `vault_key_exists`: The vault has a key of this name that is not deleted.
            - `backup_exists`: The account already has a backup key.
            - `webhook_disabled`: The webhook is disabled, so nothing is delivered to it.
            - `idempotency_in_flight`: The first request with this `Idempotency-Key` is still running.
            - `hold_over`: The hold has ended; `status` says how.
            - `runner_full`: The runner has as many runs as it takes; `max_runs` says how many.
            - `input_full`: The run has not read the input that it has; try again after `Retry-After`.
            - `repository_exists`: The environment has a repository of this name.
            - `run_ended`: The run has ended, so it takes no input.
            - `expired`: The resource has expired.
            - `precondition_failed`: The resource has another version than `If-Match` names.
            - `too_large`: The body, a field or the message is larger than the operation accepts.
            - `idempotency_mismatch`: The `Idempotency-Key` or `client_id` was already used with a different request.
            - `websocket_required`: The path accepts WebSocket upgrades only.
            - `stream_limit`: The credential has too many open streams of the MCP server, or its sessions follow too many
            resources.
            - `rate_limited`: Too many requests; try again after `Retry-After`.
            - `internal_error`: The deployment failed; the operator finds the cause in the log by `request_id`.
            - `not_implemented`: The deployment does not support this part of the protocol.
            - `dns_failed`: The DNS resolver did not answer; nothing was changed.
            - `provider_failed`: Cloudflare's API refused the request or did not answer; `message` says why.
            - `facilitator_failed`: The payment could not be checked; nothing was done and nothing was paid.
            - `not_ready`: The database lacks migrations or does not answer.
            - `storage_exhausted`: The deployment's storage for unconfirmed seeds is full; try again after `Retry-After`.
            - `payment_pending`: It is not known yet whether the payment was settled; send the same request with the same
            payment again.
            - `delivery_failed`: No recipient accepted the message; `message` says why.
            - `misconfigured`: The deployment's configuration is invalid; its log says what.
        request_id (str): Finds the request in the operator's log. Example: req_0a1b2c3d4e5f6g7h.
        accepts (list[Any] | None | Unset): With `payment_required`: how to pay for this request (x402). Empty if that
            is not possible.
        addresses (int | None | Unset): With `domain_in_use`: the number of addresses at the domain. Example: 2.
        amount_usdc (int | None | Unset): With `spending_cap_exceeded`: the amount of the charge, in atomic USDC.
            Example: 250000.
        bound (None | str | Unset): With `ceiling_exceeded`: whose ceiling it is, `tenant` or `account`. Example:
            account.
        current (int | None | Unset): With `quota_exceeded`: how many of them the account has. Example: 10.
        current_version (int | None | Unset): With `version_conflict`: the current version of the key. Example: 3.
        error_description (None | str | Unset): With errors of OAuth 2.0: the same as `message`. Example: The refresh
            token was used before..
        exceeded (list[Exceeded] | None | Unset): With `spending_cap_exceeded`: every cap that the charge would exceed.
        fix (None | str | Unset): What to do. Absent if nothing helps. Example: Check the id..
        host (None | str | Unset): With `egress_not_allowed`: the host of the URL. Example: hooks.example.com.
        id (None | str | Unset): With `delivery_failed`: the id of the message in the outbox. Example:
            out_0a1b2c3d4e5f6g7h.
        interval (int | None | Unset): With `authorization_pending` and `slow_down`: how many seconds to wait before the
            next poll. Example: 5.
        limit (int | None | Unset): With `too_large`, `vault_limit_reached` and `quota_exceeded`: the maximum, in bytes,
            keys or pods. Example: 16384.
        max_runs (int | None | Unset): With `runner_full`: how many runs the runner takes at once. Example: 200.
        message (None | str | Unset): What happened, for a person. Absent with `?verbose=false`. Example: There is no
            such message..
        name (None | str | Unset): With `ceiling_exceeded`: the type of agent, the tool or the model that is not
            allowed; null for a run without a model. Example: Bash.
        nameservers (list[str] | None | Unset): With `provider_failed`: the name servers of the domain's zone, if the
            zone was created. Example: ['ada.ns.cloudflare.com', 'bob.ns.cloudflare.com'].
        permission (None | str | Unset): With `missing_scope`: the permission that the key does not have. Example:
            mail:send.
        rate_limit (MailLeft | None | Unset):
        reason (None | str | Unset): Why a charge or a payment was refused: a stable text for programs. Example:
            spending_cap_exceeded.
        recipients (list[RecipientState] | None | Unset): With `delivery_failed`: the delivery state for each recipient.
        resource (None | str | Unset): With `quota_exceeded`: what there are too many of. Always `tenants`: a pod, an
            environment and a tenant are the same. Example: tenants.
        status (None | str | Unset): With errors about charges and approvals: `rejected`, or the current state of the
            charge or the approval. Example: rejected.
        transfers_at (datetime.datetime | None | Unset): With `domain_taken`: when the domain becomes yours.
        x_402_version (int | None | Unset): With `accepts`: its version of x402. Example: 1.
    """

    code: str
    error: str
    request_id: str
    accepts: list[Any] | None | Unset = UNSET
    addresses: int | None | Unset = UNSET
    amount_usdc: int | None | Unset = UNSET
    bound: None | str | Unset = UNSET
    current: int | None | Unset = UNSET
    current_version: int | None | Unset = UNSET
    error_description: None | str | Unset = UNSET
    exceeded: list[Exceeded] | None | Unset = UNSET
    fix: None | str | Unset = UNSET
    host: None | str | Unset = UNSET
    id: None | str | Unset = UNSET
    interval: int | None | Unset = UNSET
    limit: int | None | Unset = UNSET
    max_runs: int | None | Unset = UNSET
    message: None | str | Unset = UNSET
    name: None | str | Unset = UNSET
    nameservers: list[str] | None | Unset = UNSET
    permission: None | str | Unset = UNSET
    rate_limit: MailLeft | None | Unset = UNSET
    reason: None | str | Unset = UNSET
    recipients: list[RecipientState] | None | Unset = UNSET
    resource: None | str | Unset = UNSET
    status: None | str | Unset = UNSET
    transfers_at: datetime.datetime | None | Unset = UNSET
    x_402_version: int | None | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.mail_left import MailLeft  # noqa: PLC0415

        code = self.code

        error = self.error

        request_id = self.request_id

        accepts: list[Any] | None | Unset
        if isinstance(self.accepts, Unset):
            accepts = UNSET
        elif isinstance(self.accepts, list):
            accepts = self.accepts

        else:
            accepts = self.accepts

        addresses: int | None | Unset
        if isinstance(self.addresses, Unset):
            addresses = UNSET
        else:
            addresses = self.addresses

        amount_usdc: int | None | Unset
        if isinstance(self.amount_usdc, Unset):
            amount_usdc = UNSET
        else:
            amount_usdc = self.amount_usdc

        bound: None | str | Unset
        if isinstance(self.bound, Unset):
            bound = UNSET
        else:
            bound = self.bound

        current: int | None | Unset
        if isinstance(self.current, Unset):
            current = UNSET
        else:
            current = self.current

        current_version: int | None | Unset
        if isinstance(self.current_version, Unset):
            current_version = UNSET
        else:
            current_version = self.current_version

        error_description: None | str | Unset
        if isinstance(self.error_description, Unset):
            error_description = UNSET
        else:
            error_description = self.error_description

        exceeded: list[dict[str, Any]] | None | Unset
        if isinstance(self.exceeded, Unset):
            exceeded = UNSET
        elif isinstance(self.exceeded, list):
            exceeded = []
            for exceeded_type_0_item_data in self.exceeded:
                exceeded_type_0_item = exceeded_type_0_item_data.to_dict()
                exceeded.append(exceeded_type_0_item)

        else:
            exceeded = self.exceeded

        fix: None | str | Unset
        if isinstance(self.fix, Unset):
            fix = UNSET
        else:
            fix = self.fix

        host: None | str | Unset
        if isinstance(self.host, Unset):
            host = UNSET
        else:
            host = self.host

        id: None | str | Unset
        if isinstance(self.id, Unset):
            id = UNSET
        else:
            id = self.id

        interval: int | None | Unset
        if isinstance(self.interval, Unset):
            interval = UNSET
        else:
            interval = self.interval

        limit: int | None | Unset
        if isinstance(self.limit, Unset):
            limit = UNSET
        else:
            limit = self.limit

        max_runs: int | None | Unset
        if isinstance(self.max_runs, Unset):
            max_runs = UNSET
        else:
            max_runs = self.max_runs

        message: None | str | Unset
        if isinstance(self.message, Unset):
            message = UNSET
        else:
            message = self.message

        name: None | str | Unset
        if isinstance(self.name, Unset):
            name = UNSET
        else:
            name = self.name

        nameservers: list[str] | None | Unset
        if isinstance(self.nameservers, Unset):
            nameservers = UNSET
        elif isinstance(self.nameservers, list):
            nameservers = self.nameservers

        else:
            nameservers = self.nameservers

        permission: None | str | Unset
        if isinstance(self.permission, Unset):
            permission = UNSET
        else:
            permission = self.permission

        rate_limit: dict[str, Any] | None | Unset
        if isinstance(self.rate_limit, Unset):
            rate_limit = UNSET
        elif isinstance(self.rate_limit, MailLeft):
            rate_limit = self.rate_limit.to_dict()
        else:
            rate_limit = self.rate_limit

        reason: None | str | Unset
        if isinstance(self.reason, Unset):
            reason = UNSET
        else:
            reason = self.reason

        recipients: list[dict[str, Any]] | None | Unset
        if isinstance(self.recipients, Unset):
            recipients = UNSET
        elif isinstance(self.recipients, list):
            recipients = []
            for recipients_type_0_item_data in self.recipients:
                recipients_type_0_item = recipients_type_0_item_data.to_dict()
                recipients.append(recipients_type_0_item)

        else:
            recipients = self.recipients

        resource: None | str | Unset
        if isinstance(self.resource, Unset):
            resource = UNSET
        else:
            resource = self.resource

        status: None | str | Unset
        if isinstance(self.status, Unset):
            status = UNSET
        else:
            status = self.status

        transfers_at: None | str | Unset
        if isinstance(self.transfers_at, Unset):
            transfers_at = UNSET
        elif isinstance(self.transfers_at, datetime.datetime):
            transfers_at = self.transfers_at.isoformat()
        else:
            transfers_at = self.transfers_at

        x_402_version: int | None | Unset
        if isinstance(self.x_402_version, Unset):
            x_402_version = UNSET
        else:
            x_402_version = self.x_402_version

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "code": code,
                "error": error,
                "request_id": request_id,
            }
        )
        if accepts is not UNSET:
            field_dict["accepts"] = accepts
        if addresses is not UNSET:
            field_dict["addresses"] = addresses
        if amount_usdc is not UNSET:
            field_dict["amount_usdc"] = amount_usdc
        if bound is not UNSET:
            field_dict["bound"] = bound
        if current is not UNSET:
            field_dict["current"] = current
        if current_version is not UNSET:
            field_dict["current_version"] = current_version
        if error_description is not UNSET:
            field_dict["error_description"] = error_description
        if exceeded is not UNSET:
            field_dict["exceeded"] = exceeded
        if fix is not UNSET:
            field_dict["fix"] = fix
        if host is not UNSET:
            field_dict["host"] = host
        if id is not UNSET:
            field_dict["id"] = id
        if interval is not UNSET:
            field_dict["interval"] = interval
        if limit is not UNSET:
            field_dict["limit"] = limit
        if max_runs is not UNSET:
            field_dict["max_runs"] = max_runs
        if message is not UNSET:
            field_dict["message"] = message
        if name is not UNSET:
            field_dict["name"] = name
        if nameservers is not UNSET:
            field_dict["nameservers"] = nameservers
        if permission is not UNSET:
            field_dict["permission"] = permission
        if rate_limit is not UNSET:
            field_dict["rate_limit"] = rate_limit
        if reason is not UNSET:
            field_dict["reason"] = reason
        if recipients is not UNSET:
            field_dict["recipients"] = recipients
        if resource is not UNSET:
            field_dict["resource"] = resource
        if status is not UNSET:
            field_dict["status"] = status
        if transfers_at is not UNSET:
            field_dict["transfers_at"] = transfers_at
        if x_402_version is not UNSET:
            field_dict["x402Version"] = x_402_version

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.exceeded import Exceeded  # noqa: PLC0415
        from ..models.mail_left import MailLeft  # noqa: PLC0415
        from ..models.recipient_state import RecipientState  # noqa: PLC0415

        d = dict(src_dict)
        code = d.pop("code")

        error = d.pop("error")

        request_id = d.pop("request_id")

        def _parse_accepts(data: object) -> list[Any] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                accepts_type_0 = cast(list[Any], data)

                return accepts_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[Any] | None | Unset, data)

        accepts = _parse_accepts(d.pop("accepts", UNSET))

        def _parse_addresses(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        addresses = _parse_addresses(d.pop("addresses", UNSET))

        def _parse_amount_usdc(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        amount_usdc = _parse_amount_usdc(d.pop("amount_usdc", UNSET))

        def _parse_bound(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        bound = _parse_bound(d.pop("bound", UNSET))

        def _parse_current(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        current = _parse_current(d.pop("current", UNSET))

        def _parse_current_version(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        current_version = _parse_current_version(d.pop("current_version", UNSET))

        def _parse_error_description(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        error_description = _parse_error_description(d.pop("error_description", UNSET))

        def _parse_exceeded(data: object) -> list[Exceeded] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                exceeded_type_0 = []
                _exceeded_type_0 = data
                for exceeded_type_0_item_data in _exceeded_type_0:
                    exceeded_type_0_item = Exceeded.from_dict(exceeded_type_0_item_data)

                    exceeded_type_0.append(exceeded_type_0_item)

                return exceeded_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[Exceeded] | None | Unset, data)

        exceeded = _parse_exceeded(d.pop("exceeded", UNSET))

        def _parse_fix(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        fix = _parse_fix(d.pop("fix", UNSET))

        def _parse_host(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        host = _parse_host(d.pop("host", UNSET))

        def _parse_id(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        id = _parse_id(d.pop("id", UNSET))

        def _parse_interval(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        interval = _parse_interval(d.pop("interval", UNSET))

        def _parse_limit(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        limit = _parse_limit(d.pop("limit", UNSET))

        def _parse_max_runs(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        max_runs = _parse_max_runs(d.pop("max_runs", UNSET))

        def _parse_message(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        message = _parse_message(d.pop("message", UNSET))

        def _parse_name(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        name = _parse_name(d.pop("name", UNSET))

        def _parse_nameservers(data: object) -> list[str] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                nameservers_type_0 = cast(list[str], data)

                return nameservers_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[str] | None | Unset, data)

        nameservers = _parse_nameservers(d.pop("nameservers", UNSET))

        def _parse_permission(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        permission = _parse_permission(d.pop("permission", UNSET))

        def _parse_rate_limit(data: object) -> MailLeft | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                rate_limit_type_0 = MailLeft.from_dict(data)

                return rate_limit_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(MailLeft | None | Unset, data)

        rate_limit = _parse_rate_limit(d.pop("rate_limit", UNSET))

        def _parse_reason(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        reason = _parse_reason(d.pop("reason", UNSET))

        def _parse_recipients(data: object) -> list[RecipientState] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                recipients_type_0 = []
                _recipients_type_0 = data
                for recipients_type_0_item_data in _recipients_type_0:
                    recipients_type_0_item = RecipientState.from_dict(recipients_type_0_item_data)

                    recipients_type_0.append(recipients_type_0_item)

                return recipients_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[RecipientState] | None | Unset, data)

        recipients = _parse_recipients(d.pop("recipients", UNSET))

        def _parse_resource(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        resource = _parse_resource(d.pop("resource", UNSET))

        def _parse_status(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        status = _parse_status(d.pop("status", UNSET))

        def _parse_transfers_at(data: object) -> datetime.datetime | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                transfers_at_type_0 = datetime.datetime.fromisoformat(data)

                return transfers_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None | Unset, data)

        transfers_at = _parse_transfers_at(d.pop("transfers_at", UNSET))

        def _parse_x_402_version(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        x_402_version = _parse_x_402_version(d.pop("x402Version", UNSET))

        error = cls(
            code=code,
            error=error,
            request_id=request_id,
            accepts=accepts,
            addresses=addresses,
            amount_usdc=amount_usdc,
            bound=bound,
            current=current,
            current_version=current_version,
            error_description=error_description,
            exceeded=exceeded,
            fix=fix,
            host=host,
            id=id,
            interval=interval,
            limit=limit,
            max_runs=max_runs,
            message=message,
            name=name,
            nameservers=nameservers,
            permission=permission,
            rate_limit=rate_limit,
            reason=reason,
            recipients=recipients,
            resource=resource,
            status=status,
            transfers_at=transfers_at,
            x_402_version=x_402_version,
        )

        error.additional_properties = d
        return error

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
