"""The addresses at which figures are brought in; boligsocial/data_urls.py gives them their namespace, "data"."""

from django.urls import path

from boligsocial.desk import data_acts, data_check, data_columns, data_files, data_imports, data_result, data_uploads

urlpatterns = [
    path("data/importer/", data_imports.Imports.as_view(), name="imports"),
    path("data/importer/ny/", data_uploads.NewImport.as_view(), name="import-new"),
    path("data/importer/<int:pk>/", data_result.ImportPage.as_view(), name="import"),
    path("data/importer/<int:pk>/kolonner/", data_columns.ColumnsPage.as_view(), name="import-columns"),
    path("data/importer/<int:pk>/tjek/", data_check.CheckPage.as_view(), name="import-check"),
    path("data/importer/<int:pk>/indlaes/", data_acts.BringIn.as_view(), name="import-bring-in"),
    path("data/importer/<int:pk>/drop/", data_acts.Drop.as_view(), name="import-drop"),
    path("data/importer/<int:pk>/fortryd/", data_acts.TakeBack.as_view(), name="import-take-back"),
    path("data/importer/<int:pk>/fil/", data_files.FileItself.as_view(), name="import-file"),
    path("data/importer/<int:pk>/fejl/", data_files.BadRows.as_view(), name="import-bad-rows"),
]
