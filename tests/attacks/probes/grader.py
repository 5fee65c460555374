"""Reaching for the grader itself, and the worker's parent."""

import ctypes
import os
import socket
import struct

from tests.attacks.probes import OTHER_USER, probe
from tests.attacks.probes.helpers import syscall


@probe("signal the grader")
def signal(env):
    os.kill(env["grader"], 0)
    return True


@probe("signal its parent")
def signal_parent(env):
    os.kill(os.getppid(), 0)
    return True


@probe("signal everybody")
def signal_all(env):
    os.kill(-1, 0)
    return True


@probe("signal a thread of the grader")
def tgkill(env):
    return syscall(env, "tgkill", env["grader"], env["grader"], 0) == 0


@probe("queue a signal for the grader")
def queue_signal(env):
    information = ctypes.create_string_buffer(struct.pack("3i", 0, 0, -1) + bytes(116))
    return syscall(env, "rt_sigqueueinfo", env["grader"], 0, information) == 0


@probe("hold the grader by a descriptor")
def pidfd(env):
    return os.pidfd_open(env["grader"])


@probe("trace its parent", unproven=OTHER_USER)
def trace(env):
    return syscall(env, "ptrace", 0x4206, os.getppid(), 0, 0) == 0  # SEIZE doesn't stop it


@probe("read the grader's memory", unproven=OTHER_USER)
def read_memory(env):
    into = ctypes.create_string_buffer(8)
    here = struct.pack("QQ", ctypes.addressof(into), 8)
    there = struct.pack("QQ", env["address"], 8)
    syscall(env, "process_vm_readv", env["grader"], here, 1, there, 1, 0)
    return into.raw.strip(b"\0")


@probe("open the grader's memory", unproven=OTHER_USER)
def memory_file(env):
    return open(f"/proc/{env['grader']}/mem", "rb", 0)


@probe("read the grader's limits")
def limits(env):
    buffer = ctypes.create_string_buffer(16)
    return syscall(env, "prlimit64", env["grader"], 7, None, buffer) == 0


@probe("set the grader's priority")
def priority(env):
    now = os.getpriority(os.PRIO_PROCESS, env["grader"])
    os.setpriority(os.PRIO_PROCESS, env["grader"], now)
    return True


@probe("learn which session the grader has")
def session(env):
    return os.getsid(env["grader"]) >= 0  # 0 where its leader belongs to an outer machine


@probe("use a descriptor that was left open", unproven="a plain worker is handed two pipes only")
def descriptors(env):
    return [os.fstat(fd) for fd in range(4, 64)]


@probe("pass a descriptor over its connection", unproven="a plain worker has pipes")
def pass_descriptor(env):
    return syscall(env, "sendmsg", 3, bytes(56), 0) >= 0


@probe("learn who is at the other end of its connection", unproven="a plain worker has pipes")
def peer(env):
    buffer, size = ctypes.create_string_buffer(12), struct.pack("I", 12)
    arguments = (socket.SOL_SOCKET, socket.SO_PEERCRED, buffer, size)
    return syscall(env, "getsockopt", 3, *arguments) == 0
