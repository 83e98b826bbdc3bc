"""The desk for programs: what its pages say, as JSON, behind the same wall (docs/api.md)."""
