"""Reaching for what all processes share: namespaces, keys, memory, rare corners of the kernel."""

import ctypes
import os
import struct
import time
from multiprocessing import shared_memory

from tests.attacks.probes import NOT_OURS, OTHER_USER, probe
from tests.attacks.probes.helpers import checked, libc, machine_code, syscall


@probe("make a namespace of its own")
def user_namespace(env):
    return syscall(env, "unshare", 0x10000000) == 0


@probe("join the grader's namespaces", unproven="nobody may join the user namespace above its own")
def join_namespace(env):
    return syscall(env, "setns", os.pidfd_open(env["grader"]), 0x10000000) == 0


@probe("mount a file system")
def mount(env):
    place = env["mountpoint"].encode()
    syscall(env, "mount", b"none", place, b"tmpfs", 0, None)
    return syscall(env, "umount2", place, 2) == 0


@probe("mount by the new system calls")
def fsopen(env):
    return syscall(env, "fsopen", b"tmpfs", 0)


@probe("change its root folder")
def chroot(env):
    os.chroot("/")
    return True


@probe("rename the machine", unproven=NOT_OURS)
def hostname(env):
    name = os.uname().nodename.encode()
    return syscall(env, "sethostname", name, len(name)) == 0


@probe("leave a key in the keyring")
def add_key(env):
    key = syscall(env, "add_key", b"user", b"autograder", b"x", 1, -2)
    syscall(env, "keyctl", 3, key)
    return key


@probe("join the grader's keyring")
def session_key(env):
    return syscall(env, "keyctl", 0, -3, 1)


@probe("load a program into the kernel", unproven=NOT_OURS)
def bpf(env):
    return syscall(env, "bpf", 0, struct.pack("4I", 2, 4, 8, 1) + bytes(112), 128)


@probe("count the machine's events", unproven="a machine may have this switched off")
def perf(env):
    return syscall(env, "perf_event_open", struct.pack("2I", 1, 128) + bytes(120), 0, -1, -1, 0)


@probe("stop the kernel in the middle of a copy")
def userfaultfd(env):
    return syscall(env, "userfaultfd", 1)


@probe("make system calls behind the filter's back")
def io_uring(env):
    return syscall(env, "io_uring_setup", 4, ctypes.create_string_buffer(120))


@probe("queue input and output in the kernel")
def aio(env):
    context = ctypes.create_string_buffer(8)
    syscall(env, "io_setup", 1, context)
    return syscall(env, "io_destroy", struct.unpack("Q", context.raw[:8])[0]) == 0


@probe("put a filter of its own over the worker's")
def second_filter(env):
    return syscall(env, "seccomp", 2, 0, struct.pack("3I", 0x7FFF0000, 0, 0)) == 0


@probe("make Landlock rules of its own")
def landlock(env):
    return syscall(env, "landlock_create_ruleset", struct.pack("Q", 1), 8, 0)


@probe("load a kernel module", unproven=NOT_OURS)
def modules(env):
    return syscall(env, "init_module", None, 0, b"") == 0


@probe("set the clock", unproven=NOT_OURS)
def clock(env):
    time.clock_settime(0, time.clock_gettime(0))
    return True


@probe("read the kernel's log", unproven=NOT_OURS)
def kernel_log(env):
    return syscall(env, "syslog", 10, None, 0)


@probe("change the processor's segments")
def segments(env):
    return syscall(env, "modify_ldt", 0, ctypes.create_string_buffer(16), 16) >= 0


@probe("compare itself with the grader", unproven=OTHER_USER)
def kcmp(env):
    return syscall(env, "kcmp", os.getpid(), env["grader"], 1, 0, 0) >= 0


@probe("leave shared memory behind")
def system_v_memory(env):
    number = checked(libc.shmget(0, 4096, 0o1600))
    return checked(libc.shmctl(number, 0, None)) == 0


@probe("leave semaphores behind")
def semaphores(env):
    number = checked(libc.semget(0, 1, 0o1600))
    return checked(libc.semctl(number, 0, 0)) == 0


@probe("leave a message queue behind")
def message_queue(env):
    number = checked(libc.msgget(0, 0o1600))
    return checked(libc.msgctl(number, 0, None)) == 0


@probe("leave a queue with a name behind")
def posix_queue(env):
    syscall(env, "mq_open", b"autograder", 0o102, 0o600, None)
    return syscall(env, "mq_unlink", b"autograder") == 0


@probe("share memory by name")
def posix_memory(env):
    memory = shared_memory.SharedMemory("autograder-attack", True, 4096)
    memory.close()
    memory.unlink()
    return True


@probe("make system calls by the old 32-bit gate, which has other numbers")
def calls_of_32_bits(env):
    # mov eax, 20 (getpid); int 0x80; ret
    return machine_code(b"\xb8\x14\x00\x00\x00\xcd\x80\xc3") == os.getpid()


@probe("make system calls by their x32 numbers", unproven="most kernels are built without x32")
def calls_of_x32(env):
    return libc.syscall(0x40000000 | 39) == os.getpid()
