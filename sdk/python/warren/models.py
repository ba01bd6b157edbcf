"""The bodies of requests and replies."""

from .generated.models import *
