"""Static files as they are served: each stylesheet that pages link is one file."""

import re

from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage

BUNDLES = ("minilat/site.css", "minilat/desk.css")
IMPORT = re.compile(r'@import "([\w-]+\.css)";\n')


class BundledStaticFilesStorage(CompressedManifestStaticFilesStorage):
    """Puts what a bundle imports into the bundle at `collectstatic`; while developing the browser loads the parts."""

    def post_process(self, paths, dry_run=False, **options):
        """Yield (name, name with its hash, processed) as Django does.

        Raises `FileNotFoundError` for an import that is not there.
        """
        for bundle in () if dry_run else BUNDLES:
            folder = bundle.rpartition("/")[0]
            text = IMPORT.sub(lambda found, folder=folder: self._text(f"{folder}/{found[1]}"), self._text(bundle))
            self.delete(bundle)
            self._save(bundle, ContentFile(text.encode()))
            paths = {**paths, bundle: (self, bundle)}
        yield from super().post_process(paths, dry_run, **options)

    def _text(self, name: str) -> str:
        with self.open(name) as file:
            return file.read().decode()
