"""Accounts. Administrators create and close them; nobody can give rights that they do not have."""

from axes.admin import AccessAttemptAdmin
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group, User

admin.site.unregister(User)
admin.site.unregister(Group)  # the code says what a role may do (importing/reference_rows.py)
AccessAttemptAdmin.actions = []  # its action fails outside of a log-in; attempts can be deleted instead


@admin.register(User)
class AccountAdmin(UserAdmin):
    """Groups give roles. Only superusers can create or change superusers, or give single permissions."""

    def get_readonly_fields(self, request, obj=None):
        fields = super().get_readonly_fields(request, obj)
        return fields if request.user.is_superuser else (*fields, "is_superuser", "user_permissions")

    def has_change_permission(self, request, obj=None):
        allowed = super().has_change_permission(request, obj)
        return allowed and (obj is None or not obj.is_superuser or request.user.is_superuser)

    def has_delete_permission(self, request, obj=None):
        return False  # the history names the account; close it instead
