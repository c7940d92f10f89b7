"""An app that is only there to come first: its ``loaddata`` goes before that of modeltranslation."""
