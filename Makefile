# 一舱两码。两条命令就够：make run 和 make test；make help 列出全部。
# 要有：Python 3.11 以上（带 venv）、Node 20 以上（带 npm）、make、git。不用 root，不用另装数据库。

MAKEFLAGS += --no-builtin-rules
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help

PYTHON ?= $(shell command -v python3.11 || command -v python3)
PY := .venv/bin/python
LOG := .cache/log
SAY := $(PYTHON) -m deploy.local.progress
RUN := $(PY) -m deploy.local.run
NPM_CI := ci --no-audit --no-fund --loglevel=error
N ?= 1000000

PHONE_SOURCES := $(shell find miniprogram/src miniprogram/*.json miniprogram/*.ts miniprogram/index.html -type f 2>/dev/null)
H5 := miniprogram/dist/.h5
MP := miniprogram/dist/.mp-weixin
PHONE := miniprogram/node_modules/.installed
BROWSER := .cache/chromium/chromium
CONSOLE := $(if $(wildcard package.json),.cache/console-assets)

.PHONY: help
help: ## 这张表
	@awk 'BEGIN {FS = ":.*## "} /^[a-z-]+:.*## / {printf "  make %-14s %s\n", $$1, $$2}' Makefile

.PHONY: run
run: .venv/.run $(H5) $(CONSOLE) ## 装好缺的东西，启动整套系统（演示数据），Ctrl-C 停下；PORT=8100 DATA_DIR=… 可另开一份
	@exec $(RUN)

.PHONY: code
code: .venv/.run ## 示范账号现在的动态验证码（站长和以上的身份登录要填）
	@$(PY) -m deploy.local.codes

.PHONY: test
test: check browser $(H5) $(MP) $(CONSOLE) ## 全部检查和测试：规范、类型、两种前端构建、真实数据库、浏览器
	@$(PY) -m pytest -n 2

.PHONY: check
check: .venv/.dev $(PHONE) ## 只做快的检查：代码规范、类型、引用方向、手机端单元测试
	@$(SAY) "检查 Python 代码规范" $(LOG)/ruff.log $(PY) -m ruff check .
	@$(SAY) "检查 Python 代码格式" $(LOG)/format.log $(PY) -m ruff format --check .
	@$(SAY) "检查 Python 类型" $(LOG)/mypy.log $(PY) -m mypy
	@$(SAY) "检查引用方向" $(LOG)/imports.log $(PY) .venv/bin/lint-imports
	@$(SAY) "检查手机端代码规范" $(LOG)/eslint.log npm --prefix miniprogram run lint
	@$(SAY) "检查手机端类型" $(LOG)/vue-tsc.log npm --prefix miniprogram run type-check
	@$(SAY) "手机端单元测试" $(LOG)/vitest.log npm --prefix miniprogram test

.PHONY: bench
bench: .venv/.dev $(CONSOLE) ## 与裸框架并排测速，结果写入数据目录的 bench.json
	@$(RUN) -- $(PY) -m tests.bench

.PHONY: chaos
chaos: N = 10000
chaos: .venv/.dev ## 边写边杀：N 封信（默认 10000）一封不丢、一条不重；SEED=… 换一种杀法，REDIS=off 全程没有 Valkey
	@$(PY) -m tests.chaos -n $(N) $(if $(SEED),--seed $(SEED)) $(if $(REDIS),--redis $(REDIS)) $(if $(PLANT),--plant $(PLANT))

.PHONY: model
model: RUNS = 2000
model: STEPS = 50
model: .venv/.dev ## 来信的一生对着另写的一份模型走：RUNS 遍（默认 2000），每遍 STEPS 步（默认 50）
	@MODEL_RUNS=$(RUNS) MODEL_STEPS=$(STEPS) MODEL_SHARES=$$(nproc) $(PY) -m pytest -q -n $$(nproc) -p no:logging tests/messages/test_letter_model.py

.PHONY: fuzz
fuzz: N = 200
fuzz: .venv/.dev ## 乱填乱发：全部接口和管理端表单，每个操作 N 次（默认 200），一处答不清就失败；SEED=… 换一种填法
	@$(PY) -m tests.fuzz -n $(N) $(if $(SEED),--seed $(SEED)) $(if $(PLANT),--plant $(PLANT))

.PHONY: train
train: .venv/.dev ## 用 model/data 里标好的信重做读信的权重表
	@OMP_NUM_THREADS=1 $(PY) -m model.train

.PHONY: evaluate
evaluate: .venv/.run ## 在没学过的信上评测读信的模型：混淆矩阵、各类召回、特急、相像；不够就失败
	@$(PY) -m model.evaluate

.PHONY: scale
SCALE = .cache/scale-$(N)$(if $(DUTIES),-$(DUTIES))
scale: .venv/.run ## 造一份 N 条留言的数据目录（默认 N=1000000），造一次就留着；DUTIES=10000000 另加一座大城市的履职记录
	@test -e $(SCALE)/done || { DATA_DIR=$(SCALE) $(RUN) -- $(PY) -m flask --app server scale $(N) --duties $(or $(DUTIES),0) \
		&& touch $(SCALE)/done; }
	@echo "$(N) 条留言$(if $(DUTIES),、$(DUTIES) 条履职记录)的数据目录：$(SCALE)（用法：make run DATA_DIR=$(SCALE)）"

.PHONY: format
format: .venv/.dev $(PHONE) ## 把代码排整齐
	@$(PY) -m ruff check --fix .
	@$(PY) -m ruff format .
	@npm --prefix miniprogram run lint -- --fix

.PHONY: migration
migration: .venv/.run ## 按模型的改动新建一个迁移：make migration m="add wishes"
	@test -n "$(m)" || { echo '请写上这次改了什么：make migration m="add wishes"'; exit 2; }
	@$(RUN) -- $(PY) -m flask --app server db migrate -m "$(m)" --rev-id $$(printf '%04d' $$(($$(ls migrations/versions/*.py | wc -l) + 1)))

.PHONY: docs
docs: .venv/.dev ## 重新生成 docs/ 里由代码写出的页面（权限表、接口）
	@$(RUN) -- $(PY) -m flask --app server docs

.PHONY: requirements
requirements: .venv/.dev ## 按 requirements*.in 重新锁定 Python 程序包的版本
	@for name in requirements requirements-dev; do $(PY) -m piptools compile --quiet --strip-extras --no-emit-find-links \
		--no-emit-index-url --no-emit-trusted-host --output-file=$$name.txt $$name.in || exit 1; done

.PHONY: browser
browser: .venv/.run $(BROWSER) ## 准备测试用的浏览器（不用机器上的）

.PHONY: clean
clean: ## 删掉装好和构建出来的东西；数据目录 .data 不动
	rm -rf .venv .cache node_modules miniprogram/node_modules miniprogram/dist tests/browser/node_modules
	rm -rf .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis

# ---- 装好和构建出来的东西：来源变了才重做 ----

.venv/.run: requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "要用 Python 3.11 或更新的版本")'
	@$(SAY) "建立 Python 环境" $(LOG)/venv.log $(PYTHON) -m venv .venv
	@$(SAY) "安装 Python 程序包（第一次要一两分钟）" $(LOG)/pip.log $(PY) -m pip install --disable-pip-version-check --progress-bar off -r requirements.txt
	@touch $@

.venv/.dev: .venv/.run requirements-dev.txt
	@$(SAY) "安装测试用的 Python 程序包" $(LOG)/pip-dev.log $(PY) -m pip install --disable-pip-version-check --progress-bar off -r requirements-dev.txt
	@touch $@

$(PHONE): miniprogram/package-lock.json
	@$(SAY) "安装手机端程序包（第一次要一两分钟）" $(LOG)/npm-phone.log npm --prefix miniprogram $(NPM_CI)
	@touch $@

$(H5): $(PHONE) $(PHONE_SOURCES)
	@$(SAY) "构建手机端网页版" $(LOG)/build-h5.log npm --prefix miniprogram run build:h5
	@touch $@

$(MP): $(PHONE) $(PHONE_SOURCES) $(H5)
	@$(SAY) "构建微信小程序" $(LOG)/build-mp.log npm --prefix miniprogram run build:mp-weixin
	@touch $@

node_modules/.installed: package-lock.json
	@$(SAY) "安装管理端页面用的程序包" $(LOG)/npm-console.log npm $(NPM_CI)
	@touch $@

.cache/console-assets: node_modules/.installed package.json deploy/assets/echarts.mjs
	@$(SAY) "准备管理端页面的脚本和样式" $(LOG)/assets.log npm run assets
	@touch $@

tests/browser/node_modules/.installed: tests/browser/package-lock.json
	@$(SAY) "安装测试用的浏览器" $(LOG)/npm-browser.log npm --prefix tests/browser $(NPM_CI)
	@touch $@

$(BROWSER): tests/browser/node_modules/.installed
	@$(SAY) "解开测试用的浏览器" $(LOG)/unpack.log npm --prefix tests/browser run unpack
	@touch $@
