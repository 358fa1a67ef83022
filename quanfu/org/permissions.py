"""What may be done with units, people and their rights; each name is <context>.<noun>.<verb>."""

UNIT_INDEX = "org.unit.index"
UNIT_SHOW = "org.unit.show"
UNIT_CREATE = "org.unit.create"
UNIT_UPDATE = "org.unit.update"
UNIT_MOVE_CREATE = "org.unit_move.create"
UNIT_CLOSING_CREATE = "org.unit_closing.create"
UNIT_CLOSING_DELETE = "org.unit_closing.delete"  # open again
PERSON_INDEX = "org.person.index"
PERSON_SHOW = "org.person.show"
PERSON_CREATE = "org.person.create"
PERSON_UPDATE = "org.person.update"
LEAVING_CREATE = "org.leaving.create"  # close the account of somebody who has left
LEAVING_DELETE = "org.leaving.delete"  # they are back
PASSWORD_CREATE = "org.password.create"
SESSION_DELETE = "org.session.delete"  # sign somebody out everywhere
ROLE_INDEX = "org.role.index"
ROLE_SHOW = "org.role.show"
ROLE_CREATE = "org.role.create"
ROLE_UPDATE = "org.role.update"
ROLE_DELETE = "org.role.delete"
GRANT_CREATE = "org.grant.create"
GRANT_DELETE = "org.grant.delete"
SKILL_INDEX = "org.skill.index"
SKILL_CREATE = "org.skill.create"
SKILL_UPDATE = "org.skill.update"
SKILL_DELETE = "org.skill.delete"
SKILL_MATRIX_SHOW = "org.skill_matrix.show"
SKILL_MATRIX_UPDATE = "org.skill_matrix.update"
DUTY_INDEX = "org.duty.index"
DUTY_CREATE = "org.duty.create"
DUTY_DELETE = "org.duty.delete"
ABSENCE_INDEX = "org.absence.index"
ABSENCE_CREATE = "org.absence.create"
ABSENCE_DELETE = "org.absence.delete"
TIE_INDEX = "org.tie.index"
TIE_CREATE = "org.tie.create"
TIE_DELETE = "org.tie.delete"
# About oneself, open to everybody who is signed in.
NOTIFICATION_INDEX = "org.notification.index"
NOTIFICATION_SHOW = "org.notification.show"
NOTIFICATION_UPDATE = "org.notification.update"
PROFILE_UPDATE = "org.profile.update"
SESSION_UPDATE = "org.session.update"  # sign oneself out everywhere else
PASSWORD_UPDATE = "org.password.update"
START_SHOW = "org.start.show"
LOGOUT_CREATE = "org.logout.create"
# Open to everybody.
LOGIN_CREATE = "org.login.create"
FREE = {
    NOTIFICATION_INDEX, NOTIFICATION_SHOW, NOTIFICATION_UPDATE, PROFILE_UPDATE, SESSION_UPDATE, PASSWORD_UPDATE, START_SHOW,
    LOGOUT_CREATE, LOGIN_CREATE,
}  # fmt: skip
