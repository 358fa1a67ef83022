"""What may be done with limits; each name is <context>.<noun>.<verb>."""

CLOCK_INDEX = "sla.clock.index"
CLOCK_PANEL = "sla.clock.panel"
