#!/bin/bash
# VPL runs this to prepare the evaluation, and then the program that it leaves. Public checks only.
printf '#!/bin/sh\nexec python3 vpl_report.py\n' > vpl_execution
chmod +x vpl_execution
