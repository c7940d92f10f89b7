"""What whoever runs the site needs: logs, probes, metrics, backups. See docs/operations.md."""
