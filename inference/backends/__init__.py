"""Every way to get an answer, by name. A new one: a file here, a line in BACKENDS, a test."""

from collections.abc import Mapping

from inference.backends.base import Backend
from inference.backends.eliza.backend import ElizaBackend
from inference.backends.ngram.backend import NgramBackend
from inference.backends.openai_compatible import OpenAICompatibleBackend
from inference.backends.scripted import ScriptedBackend

BACKENDS: Mapping[str, Backend] = {
    "openai_compatible": OpenAICompatibleBackend(),
    "eliza": ElizaBackend(),
    "ngram": NgramBackend(),
    "scripted": ScriptedBackend(),
}
FOLLOW_SCHEMAS = ("openai_compatible", "scripted")
