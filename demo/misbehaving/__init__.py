"""A catalogue that misbehaves, each time in one named way.

    with MisbehavingCsw(records(30), fault="next_record_back") as server: ...

A fault is one function in FAULTS; its docstring says which server out there does it. Adding a fault
is adding a function to paging.py, failures.py or contents.py.
"""

from demo.misbehaving import contents, failures, paging
from demo.misbehaving.server import FAULTS, MisbehavingCsw

__all__ = ["FAULTS", "MisbehavingCsw", "contents", "failures", "paging"]
