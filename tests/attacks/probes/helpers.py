"""What every probe finds beside it."""

import ctypes
import mmap
import os
import resource
import socket
import struct
import subprocess
import sys
import threading
import time
from multiprocessing import shared_memory

import numpy as np

__all__ = ["mmap", "np", "resource", "shared_memory", "socket", "struct", "subprocess", "sys"]
__all__ += ["threading", "time"]

libc = ctypes.CDLL(None, use_errno=True)


def syscall(env, name, *arguments):
    """A bare system call; raises OSError when it fails."""
    numbers = [ctypes.c_long(a) if type(a) is int else a for a in arguments]
    return checked(libc.syscall(ctypes.c_long(env["numbers"][name]), *numbers))


def checked(result):
    """What a function of the C library returns; raises OSError when it failed."""
    if result == -1:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    return result


def made(path):
    """A file was made, and is gone again."""
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL))
    os.unlink(path)
    return True


def ended(pid):
    """A child was there, and has ended."""
    if pid == 0:
        os._exit(0)
    return os.waitpid(pid, 0)[0] == pid


def machine_code(code):
    """What this function in machine code returns."""
    page = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
    page.write(code)
    function = ctypes.CFUNCTYPE(ctypes.c_int)
    return function(ctypes.addressof(ctypes.c_char.from_buffer(page)))()
