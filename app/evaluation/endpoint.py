"""HTTP endpoints that are evaluated: what is sent to one for an item, and asking it as patiently as a model is asked."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlsplit

import orjson

from app.core import clock
from app.core.egress import EgressFailed, EgressRefused, EgressResponse, EgressTimedOut, RedirectRefused, ResponseTooLarge
from app.core.ids import new_id
from app.core.signing import signed_headers, signing_key
from app.evaluation.answering import failed
from app.evaluation.endpoint_settings import HttpMethod
from app.evaluation.json_template import filled
from app.evaluation.mapping import InputMapping, resolve
from app.evaluation.models import EvalTargetVersion
from app.evaluation.target_kind import ALONE, Asked, TargetOutput
from app.evaluation.target_secrets import opened
from app.llm.asking import CallLog
from app.llm.breaker import FAULTS, Breaker
from app.llm.calls import Completion, RetryPolicy, complete
from app.llm.chat import ChatReply, ChatRequest, FaultCode, Message, MessageRole, ProviderFault
from app.llm.faults import retry_after
from app.llm.gate import GateLimits, ProviderGate
from app.llm.providers import providers
from app.prompts.templates import MissingVariable, as_text

_MOST_MESSAGE_CHARACTERS = 500
_OUT_OF_TIME = ProviderFault(FaultCode.TIMEOUT, "The calls made before took all the time that there was.")


@dataclass(frozen=True, slots=True)
class Request:
    """What is sent for an item."""

    url: str
    body: bytes | None
    shown: dict[str, Any]
    """It as a record keeps it."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What an endpoint answered in the end, or why it did not."""

    response: EgressResponse | None
    fault: ProviderFault | None
    latency_ms: int

    def failed(self, request: Request) -> TargetOutput:
        """The output of an endpoint that did not answer well."""
        fault = self.fault or _OUT_OF_TIME
        error = {"code": fault.code.value, "message": fault.message}
        return TargetOutput(error=error, input=request.shown, latency_ms=self.latency_ms)


class _Ways:
    """Gates and breakers of this process, one for each endpoint, however many runs ask it."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[ProviderGate, Breaker]] = {}

    def to(self, target_id: int | None, label: str, limits: GateLimits) -> tuple[ProviderGate, Breaker]:
        """The gate and the breaker in front of a target, with the limits that were asked for last."""
        if target_id is None:
            # It is not stored, so that it is shown and never asked.
            return ProviderGate("target:shown", limits, label=label), Breaker(label)
        if target_id not in self._known:
            self._known[target_id] = ProviderGate(f"target:{target_id}", limits, label=label), Breaker(label)
        gate, breaker = self._known[target_id]
        gate.set_limits(limits)
        return gate, breaker


_ways = _Ways()


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An endpoint that is ready to be asked for one item after another."""

    url: str
    method: HttpMethod
    headers: Mapping[str, str]
    body: Any
    mappings: tuple[InputMapping, ...]
    key: bytes | None
    """Signs what is sent."""
    timeout_seconds: float
    label: str
    gate: ProviderGate
    breaker: Breaker

    @classmethod
    def of(cls, version: EvalTargetVersion) -> Endpoint:
        """The endpoint that was frozen."""
        config, secrets = version.config, opened(version)
        label = f"{config['method']} {urlsplit(config['url']).netloc}"
        limits = GateLimits(config["max_concurrency"], config.get("requests_per_minute"))
        gate, breaker = _ways.to(version.eval_target_id, label, limits)
        secret = secrets.get("signing_secret")
        return cls(
            url=config["url"],
            method=HttpMethod(config["method"]),
            headers={one["name"]: secrets.get(f"header:{one['name']}", one.get("value", "")) for one in config["headers"]},
            body=config.get("body"),
            mappings=tuple(InputMapping(**mapping) for mapping in config["inputs"]),
            key=None if secret is None else signing_key(secret),
            timeout_seconds=config["timeout_seconds"],
            label=label,
            gate=gate,
            breaker=breaker,
        )

    def request(self, data: Mapping[str, Any], asked: Asked) -> Request:
        """What is sent for an item; raises `MissingVariable` if the item lacks what the template asks for."""
        inputs = resolve(self.mappings, data=data, output=None)
        if self.method is HttpMethod.GET:
            url = _with_query(self.url, inputs)
            return Request(url, None, {"method": self.method, "url": url})
        body = inputs if self.body is None else filled(self.body, inputs | _context(asked))
        return Request(self.url, orjson.dumps(body), {"method": self.method, "url": self.url, "body": body})

    def preview(self, data: Mapping[str, Any]) -> TargetOutput:
        """What would be sent for an item, without sending it."""
        try:
            return TargetOutput(input=self.request(data, ALONE).shown)
        except MissingVariable as missing:
            return failed(missing.code, missing.message)

    async def asked(self, request: Request, calls: CallLog, asked: Asked, headers: Mapping[str, str]) -> Answer:
        """Ask until there is a good answer, no hope or no time; raises `CircuitOpen` as asking a model does."""
        name = asked.invocation.name if asked.invocation else f"{new_id():x}"
        exchange = _Exchange(self, request, {**self.headers, **headers}, name)
        try:
            completion = await self._passed(exchange, calls)
        finally:
            calls.doing = None
        return Answer(exchange.response, completion.fault, completion.latency_ms)

    async def _passed(self, exchange: _Exchange, calls: CallLog) -> Completion:
        """Ask, unless the endpoint is known to be out of order; a probe that failed stands in line again."""
        while True:
            probe = await self.breaker.passing(calls)
            try:
                completion = await self._completed(exchange, calls, is_probe=probe is not None)
            except BaseException:
                self.breaker.learnt_nothing(probe)
                raise
            fault = completion.fault
            if fault is None or fault.code not in FAULTS:
                self.breaker.answered()
                return completion
            if calls.is_out_of_time:
                self.breaker.learnt_nothing(probe)
                return completion
            self.breaker.failed(fault, probe)
            if probe is None or not fault.is_retriable:
                return completion

    async def _completed(self, exchange: _Exchange, calls: CallLog, *, is_probe: bool) -> Completion:
        if calls.is_out_of_time:
            return Completion(None, _OUT_OF_TIME, (), 0, None)
        left = math.inf if calls.deadline_seconds is None else calls.deadline_seconds
        policy = RetryPolicy(deadline_seconds=min(left, max(180.0, 2 * self.timeout_seconds)))
        completion = await complete(
            exchange,
            ChatRequest(self.label, exchange.messages, timeout_seconds=self.timeout_seconds),
            provider=self.label,
            policy=replace(policy, max_attempts=1) if is_probe else policy,
            gate=self.gate,
            caller=calls,
        )
        if calls.deadline_seconds is not None:
            calls.deadline_seconds -= completion.worked_seconds
        return completion


class _Exchange:
    """One request, made as often as it takes; the caller of a model knows it as a model that answers nothing."""

    messages = (Message(MessageRole.USER, ""),)

    def __init__(self, endpoint: Endpoint, request: Request, headers: Mapping[str, str], name: str) -> None:
        self.response: EgressResponse | None = None
        self._endpoint = endpoint
        self._request = request
        self._headers = headers
        self._name = name

    async def __call__(self, request: ChatRequest) -> ChatReply:
        response = await self._sent(request.timeout_seconds)
        if not 200 <= response.status < 300:
            raise _fault_of(response)
        self.response = response
        return ChatReply("", self._endpoint.label)

    async def _sent(self, timeout_seconds: float) -> EgressResponse:
        request = self._request
        try:
            return await providers().egress.request(
                self._endpoint.method.value,
                request.url,
                headers=self._signed(),
                body=request.body,
                timeout_seconds=timeout_seconds,
            )
        except EgressRefused as error:
            raise ProviderFault(FaultCode.REFUSED, error.message) from error
        except EgressTimedOut as error:
            raise ProviderFault(FaultCode.TIMEOUT, error.message) from error
        except (RedirectRefused, ResponseTooLarge) as error:
            raise ProviderFault(FaultCode.REFUSED, error.message) from error
        except EgressFailed as error:
            raise ProviderFault(FaultCode.NETWORK, error.message) from error

    def _signed(self) -> dict[str, str]:
        """The headers, signed anew for each attempt, since a signature is good for a few minutes."""
        headers, body = dict(self._headers), self._request.body
        if body is not None and not any(name.casefold() == "content-type" for name in headers):
            headers["Content-Type"] = "application/json"
        if self._endpoint.key is not None:
            headers |= signed_headers(self._endpoint.key, self._name, body or b"", clock.now())
        return headers


def _context(asked: Asked) -> dict[str, Any]:
    """What a template may use besides the inputs."""
    history = [{"role": message.role.value.lower(), "content": message.content} for message in asked.history]
    return {"history": history, "conversation_id": asked.invocation.conversation if asked.invocation else None}


def _with_query(url: str, inputs: Mapping[str, Any]) -> str:
    # aiohttp brings it, which a server that calls nobody need not load.
    from yarl import URL

    return str(URL(url).update_query({name: as_text(value) for name, value in inputs.items()}))


def _fault_of(response: EgressResponse) -> ProviderFault:
    text = " ".join(response.body[: 4 * _MOST_MESSAGE_CHARACTERS].decode(errors="replace").split())
    told = f": {text[:_MOST_MESSAGE_CHARACTERS]}" if text else "."
    return ProviderFault(
        _code_of(response.status),
        f"The endpoint answered {response.status}{told}",
        status=response.status,
        retry_after_seconds=retry_after(response.headers.get("Retry-After")),
    )


def _code_of(status: int) -> FaultCode:
    match status:
        case 429:
            return FaultCode.RATE_LIMITED
        case 401 | 403:
            return FaultCode.UNAUTHORIZED
        case 408:
            return FaultCode.TIMEOUT
        case _ if status >= 500:
            return FaultCode.UNAVAILABLE
        case _:
            return FaultCode.REFUSED
