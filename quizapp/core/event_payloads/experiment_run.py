"""What a run of an experiment stores: the prediction, the measurement and the verdict."""

from dataclasses import dataclass, field
from typing import Any, Self

from quizapp.core.event_payloads.base import Json, Payload, unknown
from quizapp.core.event_payloads.fields import check_number, check_text
from quizapp.core.prediction import Prediction, TextPrediction, prediction_from_json


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasuredPayload(Payload):
    """The measured value with its interval; a text has none."""

    value: float | str | None = None
    low: float | None = None
    high: float | None = None
    unit: str = ""
    trials: int | None = None
    seconds: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MachinePayload(Payload):
    """The facts of the interpreter and machine that a claim was tested on; what else the lab stores is in `extra`."""

    implementation: str = ""
    python: str = ""
    cores: float = 0
    gil: bool | None = None

    @property
    def line(self) -> str:
        """Where a claim was tested, such as "CPython 3.11.7, 2 cores"."""
        return f"{self.implementation} {self.python}, {self.cores:g} cores"


@dataclass(frozen=True, slots=True, kw_only=True)
class ExperimentPayload(Payload):
    """One run of an experiment, of the kind `proof`."""

    experiment: str  # deck/concept/experiment
    parameters: Json = field(default_factory=dict)
    measure: str = ""
    prediction: Prediction | TextPrediction | None = None
    form: str | None = None  # of the prediction; None where it is a text or there was none
    measured: MeasuredPayload = MeasuredPayload()
    verdict: str = ""
    reason: str = ""
    machine: Json = field(default_factory=dict)
    error: float | None = None  # of the prediction, in log ratios; of a choice its Brier score
    over: bool | None = None  # whether the prediction was above what was measured
    misconceptions: tuple[str, ...] = ()  # the answers to the wrong ideas that the prediction gave away

    @classmethod
    def stored(cls, payload: Json) -> Self:
        """Return the run that this log holds; older versions stored fewer fields. Raises KeyError."""
        return cls(
            experiment=payload["experiment"], parameters=payload.get("parameters", {}),
            measure=payload.get("measure", ""), prediction=prediction_from_json(payload.get("prediction")),
            form=payload.get("form"), measured=MeasuredPayload.stored(payload.get("measured", {})),
            verdict=payload.get("verdict", ""), reason=payload.get("reason", ""),
            machine=payload.get("machine", {}), error=payload.get("error"), over=payload.get("over"),
            misconceptions=tuple(payload.get("misconceptions", ())), extra=unknown(payload, cls.names()),
        )  # fmt: skip

    @property
    def tested_on(self) -> MachinePayload:
        """The machine's facts."""
        return MachinePayload.stored(self.machine)

    def check(self) -> None:
        """Raise ValueError where a field has a wrong type or is out of range."""
        for name in ("experiment", "measure", "verdict", "reason"):
            check_text(name, getattr(self, name))
        if len(self.experiment.split("/")) != 3:
            raise ValueError(f"`experiment` is {self.experiment!r}; expected deck/concept/experiment")
        if self.error is not None:
            check_number("error", self.error)
        for says in self.misconceptions:
            check_text("misconceptions", says)

    def as_payload(self) -> dict[str, Any]:
        """Return the payload as the log stores it."""
        return Payload.as_payload(self) | {
            "parameters": dict(self.parameters),
            "prediction": None if self.prediction is None else self.prediction.as_json(),
            "measured": self.measured.as_payload(),
            "machine": dict(self.machine),
            "misconceptions": list(self.misconceptions),
        }
