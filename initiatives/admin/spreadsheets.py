"""Import and export in the admin of each noun: a template, a preview that writes nothing, and the confirmation of it.

The preview keeps nothing on the server: the file travels in the form, signed, with the digest of what was shown. What
happens with it stands in ``initiatives.importing.spreadsheets``.
"""

import base64

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.core import signing
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse

from ..importing import spreadsheets
from ..importing.spreadsheets.reading import FORMATS, MAX_BYTES, MAX_ROWS, FileFault, check_size
from ..models.dates import today

SALT = "minilat.tables"
SHOWN = 300  # rows of a preview; all of them are in its file of differences
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


class FileForm(forms.Form):
    file = forms.FileField(
        label="File", help_text="A .csv (UTF-8, comma) or .xlsx file; its first row names the columns."
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        try:
            check_size(file.size)
        except FileFault as fault:
            raise ValidationError(str(fault)) from None
        return file


def download(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=TYPES[name.rpartition(".")[2]])
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


class TablesMixin(admin.ModelAdmin):
    """Adds a noun’s import, export and template to its list."""

    change_list_template = "admin/initiatives/spreadsheets/change_list.html"

    def get_urls(self):
        def named(address, view, name):
            label = f"{self.opts.app_label}_{self.opts.model_name}_{name}"
            return path(address, self.admin_site.admin_view(view), name=label)

        return [
            named("import/", self.import_view, "import"),
            named("table.<str:kind>", self.export_view, "table"),
            named("template.<str:kind>", self.template_view, "template"),
            *super().get_urls(),
        ]

    def has_import_permission(self, request) -> bool:
        rights = (f"{self.opts.app_label}.{action}_{self.opts.model_name}" for action in ("add", "change"))
        return any(map(request.user.has_perm, rights))

    def table_url(self, name: str, *args) -> str:
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_{name}", args=args)

    def changelist_view(self, request, extra_context=None):
        query = f"?{request.GET.urlencode()}" if request.GET else ""
        tools = [(f"Export {kind.upper()}", self.table_url("table", kind) + query) for kind in FORMATS]
        if self.has_import_permission(request):
            tools.append(("Import", self.table_url("import")))
        return super().changelist_view(request, {"table_tools": tools, **(extra_context or {})})

    # --- out

    def export_view(self, request, kind):
        """The records of the list as it is filtered, as a file that can be imported again."""
        if kind not in FORMATS:
            raise Http404
        if not self.has_view_permission(request):
            raise PermissionDenied
        try:
            records = self.get_changelist_instance(request).get_queryset(request)
        except IncorrectLookupParameters:
            return HttpResponseRedirect(f"{self.table_url('changelist')}?e=1")
        name = f"{self.opts.model_name}s-{today().isoformat()}.{kind}"
        return download(spreadsheets.table_of(kind, self.model, records), name)

    def template_view(self, request, kind):
        if kind not in FORMATS:
            raise Http404
        if not self.has_import_permission(request):
            raise PermissionDenied
        return download(spreadsheets.template_file(kind, self.model), f"{self.opts.model_name}s-template.{kind}")

    # --- in

    def import_view(self, request):
        """Choose a file, see what it would do, confirm."""
        if not self.has_import_permission(request):
            raise PermissionDenied
        if request.method == "POST" and "token" in request.POST:
            return self._confirm(request)
        form = FileForm(request.POST or None, request.FILES or None)
        if request.method == "POST" and form.is_valid():
            file = form.cleaned_data["file"]
            try:
                return self._preview(request, file.name, file.read())
            except FileFault as fault:
                form.add_error("file", str(fault))
        return self._page(request, "choose", f"Import {self.opts.verbose_name_plural}", form=form)

    def _preview(self, request, name: str, content: bytes, **context):
        sheet = spreadsheets.read_file(name, content)
        plan = spreadsheets.make_plan(spreadsheets.TABLES[self.model], sheet, request.user)
        token = "" if plan.faults else self._token(request, name, content, plan.digest)
        context = {
            "plan": plan,
            "counts": [(plan.counts[outcome], outcome) for outcome in ("new", "changed", "unchanged")],
            "shown": plan.writing[:SHOWN],
            "more": len(plan.writing) - SHOWN,
            "file_name": name,
            "token": token,
            "form": FileForm(),
            **context,
        }
        return self._page(request, "preview", f"Import {self.opts.verbose_name_plural}: preview", **context)

    def _token(self, request, name: str, content: bytes, digest: str) -> str:
        told = [self.opts.label, request.user.pk, name, digest, base64.b64encode(content).decode()]
        return signing.dumps(told, salt=SALT, compress=True)

    def _confirm(self, request):
        try:
            noun, user, name, digest, packed = signing.loads(request.POST["token"], salt=SALT)
        except signing.BadSignature:
            noun = None
        if noun != self.opts.label or user != request.user.pk:
            form = FileForm()
            self.message_user(
                request, "This preview is not whole, or not yours. Choose the file again.", messages.ERROR
            )
            return self._page(request, "choose", f"Import {self.opts.verbose_name_plural}", form=form)
        content, reason = base64.b64decode(packed), request.POST.get("reason", "")
        if "differences" in request.POST:
            return self._differences(request, name, content)
        try:
            made = spreadsheets.carry_out(self.model, name, content, request.user, digest, reason)
        except spreadsheets.Stale as stale:
            return self._preview(request, name, content, reason=reason, problem=str(stale))
        except ValidationError as error:
            return self._preview(request, name, content, reason=reason, problem=" ".join(error.messages))
        if made is None:
            self.message_user(request, "Nothing to import: every row is as it is in the record.", messages.INFO)
            return HttpResponseRedirect(self.table_url("changelist"))
        self.message_user(request, f"Imported: {made.new} new, {made.changed} changed, {made.unchanged} unchanged.")
        return HttpResponseRedirect(reverse("admin:initiatives_importrecord_change", args=[made.pk]))

    def _differences(self, request, name: str, content: bytes):
        plan = spreadsheets.make_plan(
            spreadsheets.TABLES[self.model], spreadsheets.read_file(name, content), request.user
        )
        rows = [
            [str(row.number), row.label, row.outcome, change.column, change.before, change.after]
            for row in plan.writing
            for change in row.changes
        ]
        head = ["row", "record", "outcome", "column", "before", "after"]
        return download(spreadsheets.write_file("csv", head, rows), "differences.csv")

    def _page(self, request, page: str, title: str, **context):
        context = {
            **self.admin_site.each_context(request),
            "title": title,
            "opts": self.opts,
            "templates": [(kind.upper(), self.table_url("template", kind)) for kind in FORMATS],
            "notes": spreadsheets.TABLES[self.model]().notes(),
            "max_megabytes": MAX_BYTES // 2**20,
            "max_rows": MAX_ROWS,
            **context,
        }
        return TemplateResponse(request, f"admin/initiatives/spreadsheets/{page}.html", context)
