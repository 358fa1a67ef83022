from .certificate import Certificate, CertificateKind

__all__ = ["Certificate", "CertificateKind"]
