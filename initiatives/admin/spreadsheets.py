"""Import and export in the admin of each noun: a template, a preview that writes nothing, and the confirmation of it.

django-import-export's admin does the steps. The preview keeps nothing on the server: the file travels in the form,
signed, with the digest of what was shown.
"""

import base64

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.core import signing
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from import_export.admin import ImportMixin
from import_export.forms import ImportForm

from ..importing import spreadsheets
from ..importing.spreadsheets.sheet_files import FORMATS, MAX_BYTES, MAX_ROWS, check_size, kind_of
from ..models.dates import today

SALT = "minilat.tables"
SHOWN = 300  # rows of a preview; all of them are in its file of differences


class FileForm(ImportForm):
    """The file alone: its name says of which format it is."""

    media = forms.Media()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["import_file"].label = "File"
        self.fields["import_file"].help_text = "A .csv (UTF-8, comma) or .xlsx file; its first row names the columns."
        self.fields["format"].required = False

    def clean_import_file(self):
        file = self.cleaned_data["import_file"]
        try:
            check_size(file.size)
            kind_of(file.name)
        except spreadsheets.FileFault as fault:
            raise ValidationError(str(fault)) from None
        return file

    def clean_format(self):
        file = self.cleaned_data.get("import_file")
        return list(FORMATS).index(kind_of(file.name)) if file else ""


class ConfirmForm(forms.Form):
    token = forms.CharField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label="Why public records change (required; it stays in their history)",
        widget=forms.Textarea(attrs={"rows": 3}),
    )


def download(content: bytes, name: str) -> HttpResponse:
    kind = FORMATS[kind_of(name)]
    response = HttpResponse(content, content_type=kind.CONTENT_TYPE)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


class TablesMixin(ImportMixin, admin.ModelAdmin):
    """Adds a noun’s import, export and template to its list."""

    import_export_change_list_template = "admin/initiatives/spreadsheets/change_list.html"
    import_template_name = "admin/initiatives/spreadsheets/import.html"
    import_form_class = FileForm
    confirm_form_class = ConfirmForm
    import_formats = list(FORMATS.values())

    def get_urls(self):
        def named(address, view, name):
            label = f"{self.opts.app_label}_{self.opts.model_name}_{name}"
            return path(address, self.admin_site.admin_view(view), name=label)

        return [
            named("table.<str:kind>", self.export_view, "table"),
            named("template.<str:kind>", self.template_view, "template"),
            *super().get_urls(),
        ]

    def has_import_permission(self, request) -> bool:
        rights = (f"{self.opts.app_label}.{action}_{self.opts.model_name}" for action in ("add", "change"))
        return any(map(request.user.has_perm, rights))

    def get_resource_classes(self, request):
        return [spreadsheets.RESOURCES[self.model]]

    def table_url(self, name: str, *args) -> str:
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_{name}", args=args)

    def changelist_view(self, request, extra_context=None):
        query = f"?{request.GET.urlencode()}" if request.GET else ""
        exports = [(f"Export {kind.upper()}", self.table_url("table", kind) + query) for kind in FORMATS]
        return super().changelist_view(request, {"exports": exports, **(extra_context or {})})

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
        return download(spreadsheets.export_file(kind, self.model, records), name)

    def template_view(self, request, kind):
        if kind not in FORMATS:
            raise Http404
        if not self.has_import_permission(request):
            raise PermissionDenied
        return download(spreadsheets.template_file(kind, self.model), f"{self.opts.model_name}s-template.{kind}")

    # --- in

    def write_to_tmp_storage(self, import_file, input_format):
        """The file stays in memory; nothing is kept on the server."""
        return ContentFile(import_file.read(), import_file.name)

    def add_data_read_fail_error_to_form(self, form, e):
        form.add_error("import_file", str(e))

    def get_confirm_form_initial(self, request, import_form):
        return {"reason": request.POST.get("reason", "")}

    def import_action(self, request, **kwargs):
        """Choose a file and see what it would do."""
        response = super().import_action(request, **kwargs)
        context = response.context_data
        context |= {
            "title": f"Import {self.opts.verbose_name_plural}",
            "templates": [(kind.upper(), self.table_url("template", kind)) for kind in FORMATS],
            "notes": spreadsheets.RESOURCES[self.model]().notes(),
            "max_megabytes": MAX_BYTES // 2**20,
            "max_rows": MAX_ROWS,
        }
        if result := context.get("result"):
            file = context["form"].cleaned_data["import_file"]
            file.seek(0)
            context |= {
                "title": f"Import {self.opts.verbose_name_plural}: preview",
                "counts": [(result.counts[outcome], outcome) for outcome in ("new", "changed", "unchanged")],
                "shown": result.writing[:SHOWN],
                "more": len(result.writing) - SHOWN,
                "file_name": file.name,
            }
            if form := context.get("confirm_form"):
                packed = base64.b64encode(file.read()).decode()
                signed = [self.opts.label, request.user.pk, file.name, result.digest, packed]
                form.initial["token"] = signing.dumps(signed, salt=SALT, compress=True)
        return response

    def process_import(self, request, **kwargs):
        """Import the file of the preview, or give its differences as a file."""
        if not self.has_import_permission(request):
            raise PermissionDenied
        try:
            noun, user, name, digest, packed = signing.loads(request.POST.get("token", ""), salt=SALT)
        except signing.BadSignature:
            noun = user = None
        if (noun, user) != (self.opts.label, request.user.pk):
            text = "This preview is not whole, or not yours. Choose the file again."
            self.message_user(request, text, messages.ERROR)
            return HttpResponseRedirect(self.table_url("import"))
        content, reason = base64.b64decode(packed), request.POST.get("reason", "")
        if "differences" in request.POST:
            return self._differences(request, name, content)
        try:
            made = spreadsheets.carry_out(self.model, name, content, request.user, digest, reason)
        except (spreadsheets.Stale, ValidationError) as error:
            request.FILES["import_file"] = SimpleUploadedFile(name, content)
            response = self.import_action(request)
            response.context_data["problem"] = " ".join(getattr(error, "messages", error.args))
            return response
        if made is None:
            self.message_user(request, "Nothing to import: every row is as it is in the record.", messages.INFO)
            return HttpResponseRedirect(self.table_url("changelist"))
        self.message_user(request, f"Imported: {made.new} new, {made.changed} changed, {made.unchanged} unchanged.")
        return HttpResponseRedirect(reverse("admin:initiatives_importrecord_change", args=[made.pk]))

    def _differences(self, request, name: str, content: bytes):
        result = spreadsheets.preview(self.model, name, content, request.user)
        rows = [[str(row.number), row.label, row.outcome, *change] for row in result.writing for change in row.changes]
        head = ["row", "record", "outcome", "column", "before", "after"]
        return download(spreadsheets.write_file("csv", head, rows), "differences.csv")
