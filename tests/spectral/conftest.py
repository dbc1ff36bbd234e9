"""One BLAS thread: the matrices are small, and threads that wait for each other take longer than one."""

import pytest
from threadpoolctl import threadpool_limits


@pytest.fixture(autouse=True, scope="session")
def one_blas_thread():
    with threadpool_limits(1):
        yield
