"""Rows that every database has: the modes of cooperation, and the roles with their permissions.

They are written after each ``migrate``, like Django’s own permissions, so the code is their only source.
"""

from django.apps import apps

from ..models.roles import ADMINISTRATORS, CURATORS, EDITORS
from ..models.vocabularies import Mode as ModeCode

DRAFTED_MODELS = [
    "grouping",
    "membership",
    "summit",
    "statement",
    "commitment",
    "participation",
    "followup",
    "searchlogentry",
]
REFERENCE_MODELS = ["state", "technology", "source"]
INTERNAL_MODELS = ["dismissedduplicate", "reviewcomment", "lead"]
ROLE_PERMISSIONS = {
    CURATORS: {
        "add": [*DRAFTED_MODELS, "source", *INTERNAL_MODELS],
        "change": [*DRAFTED_MODELS, "lead"],
        "delete": DRAFTED_MODELS,
    },
    EDITORS: {
        "add": [*DRAFTED_MODELS, *REFERENCE_MODELS, *INTERNAL_MODELS],
        "change": [*DRAFTED_MODELS, *REFERENCE_MODELS, "lead"],
        "delete": DRAFTED_MODELS,
    },
}
ROLE_PERMISSIONS[ADMINISTRATORS] = ROLE_PERMISSIONS[EDITORS]


def sync_reference_rows(sender, using="default", **kwargs):
    """Write the modes and the three roles. A receiver of ``post_migrate``; calling it again changes nothing."""
    # Receivers of the same signal create the permissions, perhaps later than this one, so they are created here first.
    from django.contrib.auth.management import create_permissions

    if using != "default":
        return
    create_permissions(sender, verbosity=0, interactive=False, using=using)
    create_permissions(apps.get_app_config("auth"), verbosity=0, interactive=False, using=using)
    _sync_modes()
    _sync_roles()


def _sync_modes():
    mode = apps.get_model("initiatives", "Mode")
    for position, code in enumerate(ModeCode, start=1):
        values = {"name": code.label, "definition": code.definition, "position": position}
        mode.objects.update_or_create(code=code.value, defaults=values)


def _sync_roles():
    group, permission = apps.get_model("auth", "Group"), apps.get_model("auth", "Permission")
    views = list(permission.objects.filter(content_type__app_label="initiatives", codename__startswith="view_"))
    accounts = list(
        permission.objects.filter(content_type__app_label="auth", content_type__model="user").exclude(
            codename__startswith="delete_"
        )
    )
    for name, models_by_action in ROLE_PERMISSIONS.items():
        codenames = [f"{action}_{model}" for action, models in models_by_action.items() for model in models]
        granted = [*permission.objects.filter(content_type__app_label="initiatives", codename__in=codenames), *views]
        role, _ = group.objects.get_or_create(name=name)
        role.permissions.set([*granted, *(accounts if name == ADMINISTRATORS else [])])
