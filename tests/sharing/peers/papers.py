"""Certificates and keys for one run of the tests, made on the spot and trusted by nobody else."""

import ipaddress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import asyncssh
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


class Papers:
    """An authority, a server's and a client's certificate from it, and two SSH keys; made once in a folder."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.authority, self.server = folder / "authority.pem", folder / "server.pem"
        self.client, self.host_key, self.user_key = folder / "client.pem", folder / "host_key", folder / "user_key"
        if not self.user_key.exists():
            self._make()

    def _make(self) -> None:
        key = ec.generate_private_key(ec.SECP256R1())
        name = _name("Test authority")
        authority = (
            _certificate(name, name, key)
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
            .sign(key, hashes.SHA256())
        )
        self.authority.write_bytes(authority.public_bytes(serialization.Encoding.PEM))
        for path, words in ((self.server, "localhost"), (self.client, "vigil")):
            own = ec.generate_private_key(ec.SECP256R1())
            names = [x509.DNSName(words), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
            certificate = (
                _certificate(_name(words), name, own)
                .add_extension(x509.SubjectAlternativeName(names), critical=False)
                .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(key.public_key()), critical=False)
                .sign(key, hashes.SHA256())
            )
            path.write_bytes(
                own.private_bytes(
                    serialization.Encoding.PEM,
                    serialization.PrivateFormat.PKCS8,
                    serialization.NoEncryption(),
                )
                + certificate.public_bytes(serialization.Encoding.PEM)
            )
        for path in (self.host_key, self.user_key):
            ssh = asyncssh.generate_private_key("ssh-ed25519")
            ssh.write_private_key(path)
            ssh.write_public_key(path.with_suffix(".pub"))


def _name(words: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, words)])


def _certificate(subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=1))
    )
