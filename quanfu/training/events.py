"""What happens to certificates."""

CERTIFICATE_KIND_SAVED = "training.certificate_kind.saved"
CERTIFICATE_KIND_DELETED = "training.certificate_kind.deleted"
CERTIFICATE_SAVED = "training.certificate.saved"
CERTIFICATE_DELETED = "training.certificate.deleted"
