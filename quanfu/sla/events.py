"""What happens to limits. The subject is always the request, so that its history tells the whole story."""

CLOCK_STARTED = "sla.clock.started"
CLOCK_CHANGED = "sla.clock.changed"
CLOCK_STOPPED = "sla.clock.stopped"
CLOCK_REMINDED = "sla.clock.reminded"
CLOCK_BREACHED = "sla.clock.breached"
ESCALATION_CLIMBED = "sla.escalation.climbed"
