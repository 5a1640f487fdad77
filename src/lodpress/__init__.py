"""Publishes concept graphs as validated linked data."""

from lodpress.api import asserted, build, check, inferred, jsonld, query, read, read_text, turtle
from lodpress.codes import CODES, Code, Severity
from lodpress.model import ConceptGraph, Credit, KeyIdea, MainTopic, Passage, Theme
from lodpress.positions import Position, Source
from lodpress.problems import (
    EngineError,
    FindingsError,
    InputError,
    LodpressError,
    OutputError,
    Problem,
    SettingsError,
    UsageError,
    render,
)
from lodpress.settings import Settings, read_settings

__all__ = [
    "CODES",
    "Code",
    "ConceptGraph",
    "Credit",
    "EngineError",
    "FindingsError",
    "InputError",
    "KeyIdea",
    "LodpressError",
    "MainTopic",
    "OutputError",
    "Passage",
    "Position",
    "Problem",
    "Settings",
    "SettingsError",
    "Severity",
    "Source",
    "Theme",
    "UsageError",
    "asserted",
    "build",
    "check",
    "inferred",
    "jsonld",
    "query",
    "read",
    "read_settings",
    "read_text",
    "render",
    "turtle",
]
